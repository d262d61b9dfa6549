import { TaskError, task, type Failure, type Logger } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import type { Claim } from '../database/instances.ts';
import { Caller, Instance, InstanceId, type VmState } from '../instance.ts';

/** The vm_states in which an instance may be stopped; `error` is one, so that it is no trap. */
export const stoppable: readonly VmState[] = ['active', 'error'];

/**
 * Takes the instance for this run, and opens the action in the same transaction: there is no claim
 * without an action, and whoever loses the race leaves no trace. The revert gives the instance back
 * as it was, and never turns a guest on.
 */
export const claim = (db: Database) =>
  task({
    name: 'claim',
    requires: { instanceId: InstanceId, caller: Caller },
    provides: { instance: Instance },
    // Whatever else fails, an instance must not stay claimed.
    revertRetry: { retries: 5, minTimeout: 200, maxTimeout: 5_000 },

    async execute({ instanceId, caller }, { run }) {
      return db.transaction(() => {
        const instance = db.instances.claim(instanceId, claimOf(run.id), stoppable);
        if (instance === undefined) {
          const text = `instance ${instanceId} was taken or changed by somebody else`;
          throw new TaskError(text, { code: 'CLAIM_LOST', retryable: false });
        }
        db.actions.start({ requestId: run.id, instanceId, action: 'stop', caller });
        return { instance };
      });
    },

    async revert(_input, { cause }, { run, log }) {
      giveBack(db, run.id, cause, log);
    },
  });

/** What a run that stops an instance writes into its row to own it. */
export function claimOf(runId: string): Claim {
  return { runId, taskState: 'powering-off' };
}

/**
 * Ends a stop that did not get through: the claim goes, the action closes as an error with a fault
 * and an error notice, and vm_state stays. When the claim is no longer ours, somebody took over:
 * then the instance is theirs, and only our own action is closed. May be repeated.
 */
export function giveBack(db: Database, requestId: string, reason: Reason, log: Logger): void {
  const { code = reason.name, message } = reason;
  const step = reason.task.slice(reason.task.lastIndexOf('/') + 1);
  const instance = db.transaction(() => {
    const action = db.actions.find(requestId);
    // Without an action there was no claim; and what an earlier try has ended stays as it is.
    if (action?.result !== null) return undefined;
    const { instanceId } = action;
    const released = db.instances.release(instanceId, claimOf(requestId));
    if (released === undefined) {
      db.actions.finish(requestId, 'Cancelled', `${step}: preempted`);
    } else {
      db.actions.finish(requestId, 'Error', `${step}: ${message}`);
      db.faults.insert({ instanceId, requestId, code, message, host: released.host });
    }
    return released;
  });
  if (instance === undefined) return;
  // Whoever dies before this has given back the instance in silence: a notice is best effort.
  try {
    const key = `${requestId}/error`;
    db.notifications.send({ key, phase: 'error', requestId, instance, fault: message });
  } catch (error) {
    log.warn({ requestId, error }, 'the notice of a failed stop could not be sent');
  }
}

/** What a fault and a closed action say. */
export type Reason = Pick<Failure, 'name' | 'code' | 'message' | 'task'>;
