import type { RunRecord } from '../journal/run-record.ts';
import type { RunStatus } from '../kernel/index.ts';

/** A row of `runs`, as {@link columns} names it. */
export interface RunRow {
  readonly run: number;
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly status: RunStatus;
  readonly lock: string | null;
  readonly owner: string | null;
  readonly epoch: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly facts: number;
}

/** SQL: what a record is made of, but for the number of its facts. */
export const columns = `
  run, id, flow, version, fingerprint, status, lock_key AS lock, owner, epoch,
  created_at AS createdAt, changed_at AS changedAt`;

/** SQL: a record; conditions follow. */
export const selectRecords = `
  SELECT ${columns},
    coalesce((SELECT max(last) FROM turns WHERE turns.run = runs.run), 0) AS facts
  FROM runs`;

/** SQL: the record of a run by its id. */
export const selectRecord = `${selectRecords} WHERE id = ?`;

/** The record of a row. */
export function recordOf(row: RunRow): RunRecord {
  const { id, flow, version, fingerprint, status, lock, owner, epoch, facts } = row;
  return {
    id,
    flow,
    version,
    fingerprint,
    status,
    ...(lock !== null && { lock }),
    ...(owner !== null && { owner }),
    epoch,
    facts,
    createdAt: row.createdAt,
    changedAt: row.changedAt,
  };
}
