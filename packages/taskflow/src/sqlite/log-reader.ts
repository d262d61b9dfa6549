import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunFilter, RunPage, RunRecord } from '../journal/run-record.ts';
import type { Fact, RunStatus } from '../kernel/index.ts';
import { trust } from '../trust.ts';
import { factsOf } from './fact-text.ts';
import { recordOf, selectRecord, selectRecords } from './run-row.ts';
import type { RunRow } from './run-row.ts';

/** Reads runs and their logs. */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #turns: StatementSync;
  readonly #turnsOfAll: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(selectRecord);
    this.#turns = db.prepare(`
      SELECT last, at, facts FROM turns WHERE run = ? AND last > ? ORDER BY last`);
    this.#turnsOfAll = db.prepare(`
      SELECT run, last, at, facts FROM turns
      WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, last`);
  }

  find(id: string): RunRecord | undefined {
    const row = this.#row(id);
    return row === undefined ? undefined : recordOf(row);
  }

  /** The log of a run by its id. */
  load(id: string, from = 0): readonly Fact[] {
    const row = this.#row(id);
    return row === undefined ? [] : this.facts(row.run, from);
  }

  /** The log of a run by its number. */
  facts(run: number, from: number): readonly Fact[] {
    const turns = trust<TurnRow[]>(this.#turns.all(run, Math.max(from, 0)));
    const pieces = turns.map(({ at, facts }) => factsOf(facts, at));
    const first = (turns[0]?.last ?? 0) - (pieces[0]?.length ?? 0);
    const facts = pieces.flat();
    return from > first ? facts.slice(from - first) : facts;
  }

  /** The logs of a list of runs, by their numbers. */
  factsOfAll(runs: string): ReadonlyMap<number, readonly Fact[]> {
    const logs = new Map<number, Fact[]>();
    for (const { run, at, facts } of trust<(TurnRow & { run: number })[]>(
      this.#turnsOfAll.all(runs),
    )) {
      const log = logs.get(run);
      if (log === undefined) logs.set(run, [...factsOf(facts, at)]);
      else log.push(...factsOf(facts, at));
    }
    return logs;
  }

  /** A page of runs, the newest first. */
  list({ flow, status, lock, after, limit = 100 }: RunFilter): RunPage {
    const statuses = typeof status === 'string' ? [status] : status;
    const conditions = [
      { sql: 'flow = ?', values: [flow] },
      { sql: statusIn(statuses ?? []), values: statuses ?? [undefined] },
      { sql: 'lock_key IS NOT NULL AND lock_key = ?', values: [lock] },
      { sql: 'run < ?', values: [after === undefined ? undefined : Number(after)] },
    ].filter(({ values }) => values.every((value) => value !== undefined));
    const where = ['run > 0', ...conditions.map(({ sql }) => sql)].join(' AND ');
    const values = conditions.flatMap((condition) =>
      condition.values.map((value) => value ?? null),
    );
    const most = Math.min(Math.max(limit, 0), mostOnPage);
    const sql = `${selectRecords} WHERE ${where} ORDER BY run DESC LIMIT ?`;
    const rows = trust<RunRow[]>(this.#db.prepare(sql).all(...values, most + 1));
    const page = rows.slice(0, most);
    const last = page.at(-1);
    const runs = page.map(recordOf);
    return last === undefined || rows.length === page.length
      ? { runs }
      : { runs, next: String(last.run) };
  }

  #row(id: string): RunRow | undefined {
    return trust<RunRow | undefined>(this.#find.get(id));
  }
}

/**
 * Of several, none is looked up, and neither is what nearly all are: the newest runs are gone
 * through until the page is full.
 */
function statusIn(statuses: readonly RunStatus[]): string {
  const isOne = statuses.length === 1 && statuses[0] !== 'SUCCESS';
  return isOne
    ? "status = ? AND status <> 'SUCCESS'"
    : `+status IN (${statuses.map(() => '?').join()})`;
}

interface TurnRow {
  readonly last: number;
  readonly at: number;
  readonly facts: string;
}

const mostOnPage = 1_000;
