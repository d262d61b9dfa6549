import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Claim, RunKind, Wanted } from '../journal/journal.ts';
import { trust } from '../trust.ts';
import type { Desk } from './append.ts';
import type { Held } from './holds.ts';
import type { LogReader } from './log-reader.ts';
import type { Written } from './order.ts';
import { columns, recordOf } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { isDue } from './schema.ts';

/** Takes runs that nobody goes on with, and says which they are. */
export class Claiming {
  readonly #desk: Desk;
  readonly #reader: LogReader;
  readonly #oldest: StatementSync;
  readonly #one: StatementSync;
  readonly #take: StatementSync;
  readonly #loose: StatementSync;

  constructor(db: DatabaseSync, desk: Desk, reader: LogReader) {
    this.#desk = desk;
    this.#reader = reader;
    this.#oldest = db.prepare(oldest);
    this.#one = db.prepare(one);
    this.#take = db.prepare(take);
    this.#loose = db.prepare(loose);
  }

  claim({ owner, now, limit, run, kinds }: Wanted): Written<readonly Claim[]> {
    const { leases, holds } = this.#desk;
    const joined = leases.join(owner);
    const over = JSON.stringify(leases.over(owner, now));
    const wanted = { over, kinds: kinds === undefined ? null : JSON.stringify(kinds) };
    // SQLite takes a limit below nothing for none.
    const most = Math.min(Math.max(limit, 0), Number.MAX_SAFE_INTEGER);
    const rows =
      run === undefined
        ? this.#oldest.all({ ...wanted, most })
        : this.#one.all({ ...wanted, most, run });
    const due = trust<{ run: number; owner: string | null }[]>(rows);
    const ended = new Set(due.flatMap((row) => row.owner ?? []));
    const taken = this.#takeAll(JSON.stringify(due.map((row) => row.run)), owner);
    // Only now, so that what was taken need not be written to be free first.
    for (const other of ended) leases.end(other);
    return {
      answer: taken.map(({ claim }) => claim),
      keep: () => {
        joined.keep?.();
        for (const other of ended) holds.dropAll(other);
        for (const { claim, held } of taken) holds.set(claim.run.id, held);
      },
    };
  }

  /** What the runs are made of that nobody holds whose lease lasts. */
  loose(now: number): readonly RunKind[] {
    const over = JSON.stringify(this.#desk.leases.over(undefined, now));
    return trust<(RunKind & { run: number })[]>(this.#loose.all({ over })).map(
      ({ flow, version, fingerprint, runs, oldest: id }) => ({
        ...{ flow, version, fingerprint, runs, oldest: id },
      }),
    );
  }

  /** Takes the runs of a list, the oldest first, in as few statements as there can be. */
  #takeAll(runs: string, owner: string): Taken[] {
    const rows = trust<RunRow[]>(this.#take.all(owner, runs));
    const logs = this.#reader.factsOfAll(runs);
    return rows
      .sort((one, other) => one.run - other.run)
      .map((row) => {
        const { run, id, epoch, status, lock } = row;
        const facts = logs.get(run) ?? [];
        return {
          claim: {
            ...{ hold: { run: id, owner, epoch }, facts },
            run: recordOf({ ...row, facts: facts.length }),
          },
          held: { run, owner, epoch, lock, last: facts.length, status, ended: false },
        };
      });
  }
}

interface Taken {
  readonly claim: Claim;
  readonly held: Held;
}

const isWanted = `(:kinds IS NULL
    OR flow || '@' || version || '#' || fingerprint IN (SELECT value FROM json_each(:kinds)))`;

/** Those that are free, and those whose owner's lease is over. */
const oldest = `
  SELECT run, owner FROM (
    SELECT run, owner, flow, version, fingerprint FROM runs WHERE owner IS NULL AND ${isDue}
    UNION ALL
    SELECT run, owner, flow, version, fingerprint FROM runs
    WHERE owner IS NOT NULL AND owner IN (SELECT value FROM json_each(:over)) AND ${isDue})
  WHERE ${isWanted}
  ORDER BY run LIMIT :most`;

const one = `
  SELECT run, owner FROM runs
  WHERE id = :run AND (owner IS NULL OR owner IN (SELECT value FROM json_each(:over)))
    AND ${isDue} AND ${isWanted}
  LIMIT :most`;

const take = `
  UPDATE runs SET owner = ?, epoch = epoch + 1
  WHERE run IN (SELECT value FROM json_each(?)) RETURNING ${columns}`;

/** With \`min\`, SQLite takes the other columns from the row that has it. */
const loose = `
  SELECT flow, version, fingerprint, count(*) AS runs, id AS oldest, min(run) AS run FROM runs
  WHERE status <> 'SUCCESS' AND status IN ('PENDING', 'RUNNING', 'REVERTING', 'SUSPENDED')
    AND (owner IS NULL OR owner IN (SELECT value FROM json_each(:over))
         OR owner NOT IN (SELECT id FROM owners))
  GROUP BY flow, version, fingerprint ORDER BY run`;
