import { Type } from 'typebox';
import { TaskError, irreversible, task } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { Instance, PowerState } from '../instance.ts';
import { claimOf } from './claim.ts';

/**
 * Writes down that the guest is off, ends the claim and closes the action, all or nothing.
 * The guest is off already, so this is tried again rather than reverted; and it is not written at
 * all when the claim is gone, because the instance then is somebody else's.
 */
export const recordStopped = (db: Database) =>
  task({
    name: 'record-stopped',
    requires: { instance: Instance, powerState: PowerState, forced: Type.Boolean() },
    provides: { stopped: Instance },
    retry: { retries: 5, minTimeout: 200, factor: 2, maxTimeout: 5_000 },

    async execute({ instance: { uuid }, powerState, forced }, { run }) {
      return db.transaction(() => {
        const changes = { vmState: 'stopped', powerState } as const;
        const stopped =
          db.instances.release(uuid, claimOf(run.id), changes) ?? recordedBefore(db, uuid, run.id);
        if (stopped === undefined) {
          const text = `instance ${uuid} was taken by somebody else while it was powered off`;
          throw new TaskError(text, { code: 'CLAIM_LOST', retryable: false });
        }
        db.actions.finish(run.id, 'Success', forced ? 'forced' : null);
        return { stopped };
      });
    },

    revert: irreversible,
  });

// Whoever asks again because the answer was lost finds the claim gone, but by its own hand.
function recordedBefore(db: Database, uuid: string, requestId: string): Instance | undefined {
  return db.actions.find(requestId)?.result === 'Success' ? db.instances.find(uuid) : undefined;
}
