import type { DatabaseSync } from 'node:sqlite';

/**
 * Reads a whole database and says what is wrong with it. SQLite knows whether its own structure is
 * sound; whether facts are still facts, and none is missing, is ours to see.
 */
export function problemsOf(db: DatabaseSync): readonly string[] {
  const found: string[] = [];
  for (const look of [structure, logs]) {
    try {
      for (const row of db.prepare(look).iterate()) {
        const problem = String(row['problem']);
        if (problem !== 'ok') found.push(problem);
      }
    } catch (error) {
      // What is damaged may not be readable at all.
      if (!(error instanceof Error) || !('errcode' in error)) throw error;
      found.push(error.message);
    }
  }
  return found;
}

const structure = 'SELECT integrity_check AS problem FROM pragma_integrity_check';

const logs = `
  SELECT format('the facts of run %d up to %d are damaged', run, last) AS problem FROM turns
  WHERE NOT json_valid(facts)
  UNION ALL
  SELECT format('facts of run %d are missing before %d', run, last) FROM (
    SELECT run, last, CASE WHEN json_valid(facts) THEN json_array_length(facts) END AS length,
      lag(last, 1, 0) OVER (PARTITION BY run ORDER BY last) AS before
    FROM turns)
  WHERE before + length <> last
  UNION ALL
  SELECT format('run %d has no facts', run) FROM runs
  WHERE NOT EXISTS (SELECT 1 FROM turns WHERE turns.run = runs.run)`;
