import { DatabaseSync } from 'node:sqlite';
import { START } from '../work.ts';

/** The rows of flows and steps, as one writes them by hand: every statement is prepared once. */
export interface RawJournal {
  /** Adds the row of a flow; gives its number. */
  create(id: string, status: 'PENDING' | 'RUNNING'): number;
  /** Adds the row of a step. */
  keep(run: number, position: number, value: number): void;
  /** Says that a flow has ended. */
  finish(run: number): void;
  /** What was written of the flows that have not ended. */
  unfinished(): readonly Unfinished[];
  /** Does the writing of `body` in one transaction. */
  together(body: () => void): void;
  close(): void;
}

export interface Unfinished {
  readonly run: number;
  /** How many of its steps have ended. */
  readonly done: number;
  /** The result of the last of these, or what the flow starts from. */
  readonly value: number;
}

/** Opens the file in the mode in which every commit is on the disk when it returns. */
export function rawJournal(path: string): RawJournal {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
  db.exec(tables);
  const insertRun = db.prepare(
    'INSERT INTO run (id, flow, input, status, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertStep = db.prepare(
    'INSERT INTO step (run, position, name, result, at) VALUES (?, ?, ?, ?, ?)',
  );
  const updateRun = db.prepare('UPDATE run SET status = ?, changed_at = ? WHERE number = ?');
  const selectUnfinished = db.prepare(unfinished);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return {
    create(id, status) {
      const now = Date.now();
      const input = JSON.stringify({ value: START });
      return Number(insertRun.run(id, 'count', input, status, now, now).lastInsertRowid);
    },
    keep(run, position, value) {
      const result = JSON.stringify({ value });
      insertStep.run(run, position, `step-${position}`, result, Date.now());
    },
    finish(run) {
      updateRun.run('SUCCESS', Date.now(), run);
    },
    unfinished: () =>
      selectUnfinished.all().map(({ number, done, result }) => ({
        run: Number(number),
        done: Number(done),
        value: valueOf(result),
      })),
    together(body) {
      begin.run();
      body();
      commit.run();
    },
    close: () => db.close(),
  };
}

const tables = `
CREATE TABLE IF NOT EXISTS run (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  flow TEXT NOT NULL,
  input TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS step (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
`;

// SQLite takes `result` from the row that has the greatest position.
const unfinished = `
SELECT run.number, count(step.position) AS done, max(step.position), step.result
FROM run LEFT JOIN step ON step.run = run.number
WHERE run.status <> 'SUCCESS'
GROUP BY run.number
`;

function valueOf(result: unknown): number {
  if (result === null) return START;
  if (typeof result !== 'string') throw new Error('the result of a step is no text');
  const parsed: unknown = JSON.parse(result);
  if (typeof parsed === 'object' && parsed !== null && 'value' in parsed) {
    return Number(parsed.value);
  }
  throw new Error(`no result of a step: ${result}`);
}
