import type { DatabaseSync } from 'node:sqlite';
import { Value } from 'typebox/value';
import { Instance, type TaskState, type VmState } from '../instance.ts';

/** A hold on an instance: the task_state that was set, and the run that set it. */
export interface Claim {
  readonly runId: string;
  readonly taskState: TaskState;
}

/**
 * The instance table. `claim` and `release` are each one UPDATE whose WHERE clause names what must
 * still be true, so that of two rivals exactly one wins. They answer with the row as it is then, or
 * with undefined when it was not theirs to change.
 */
export interface Instances {
  /** The instance, or undefined when there is no such row. */
  find(uuid: string): Instance | undefined;
  insert(instance: Instance): void;
  /** Takes an instance that is idle and in one of `vmStates`. Claiming one's own again is fine. */
  claim(uuid: string, claim: Claim, vmStates: readonly VmState[]): Instance | undefined;
  /** Says whether the claim is still in force. */
  isClaimed(uuid: string, claim: Claim): boolean;
  /** Ends the claim, with the changes it was for; without changes it only gives the row back. */
  release(uuid: string, claim: Claim, changes?: Changes): Instance | undefined;
  /** An administrator's os-resetState: nobody owns the instance afterwards. */
  reset(uuid: string): void;
}

/** What an operation may change besides its own claim. Absent means unchanged. */
export type Changes = Partial<Pick<Instance, 'vmState' | 'powerState'>>;

/** The instance table of an open database. */
export function instanceTable(sql: DatabaseSync): Instances {
  return {
    find: (uuid) => fromRow(sql.prepare(select).get(uuid)),

    insert(instance) {
      const systemMetadata = JSON.stringify(instance.systemMetadata);
      sql.prepare(insert).run({ ...instance, locked: Number(instance.locked), systemMetadata });
    },

    claim: (uuid, { runId, taskState }, vmStates) =>
      fromRow(
        sql.prepare(claim).get({ uuid, runId, taskState, vmStates: JSON.stringify(vmStates) }),
      ),

    isClaimed: (uuid, { runId, taskState }) =>
      sql.prepare(isClaimed).get({ uuid, runId, taskState }) !== undefined,

    release: (uuid, { runId, taskState }, { vmState = null, powerState = null } = {}) =>
      fromRow(sql.prepare(release).get({ uuid, runId, taskState, vmState, powerState })),

    reset(uuid) {
      sql.prepare(reset).run(uuid);
    },
  };
}

const columns = `
  uuid, name, project_id AS projectId, host, vm_state AS vmState, task_state AS taskState,
  claimed_by AS claimedBy, power_state AS powerState, locked, launched_at AS launchedAt,
  system_metadata AS systemMetadata`;

const select = `SELECT ${columns} FROM instances WHERE uuid = ?`;

const insert = `
  INSERT INTO instances (uuid, name, project_id, host, vm_state, task_state, claimed_by,
                         power_state, locked, launched_at, system_metadata)
  VALUES (:uuid, :name, :projectId, :host, :vmState, :taskState, :claimedBy,
          :powerState, :locked, :launchedAt, :systemMetadata)`;

const claim = `
  UPDATE instances SET task_state = :taskState, claimed_by = :runId
  WHERE uuid = :uuid AND (
    task_state IS NULL AND vm_state IN (SELECT value FROM json_each(:vmStates))
    OR task_state = :taskState AND claimed_by = :runId)
  RETURNING ${columns}`;

const isClaimed = `
  SELECT 1 FROM instances
  WHERE uuid = :uuid AND task_state = :taskState AND claimed_by = :runId`;

const release = `
  UPDATE instances SET task_state = NULL, claimed_by = NULL,
    vm_state = coalesce(:vmState, vm_state), power_state = coalesce(:powerState, power_state)
  WHERE uuid = :uuid AND task_state = :taskState AND claimed_by = :runId
  RETURNING ${columns}`;

const reset = `UPDATE instances SET task_state = NULL, claimed_by = NULL WHERE uuid = ?`;

type Row = ReturnType<ReturnType<DatabaseSync['prepare']>['get']>;

function fromRow(row: Row): Instance | undefined {
  if (row === undefined) return undefined;
  const systemMetadata: unknown = JSON.parse(String(row.systemMetadata));
  return Value.Parse(Instance, { ...row, locked: row.locked === 1, systemMetadata });
}
