import { TaskError, nothingToUndo, task } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { Instance } from '../instance.ts';

/** Fails at once when nobody is there to stop the guest; Nova would wait for the host's return. */
export const hostIsUp = (db: Database) =>
  task({
    name: 'host-is-up',
    requires: { instance: Instance },
    async execute({ instance: { host } }) {
      if (db.services.isUp(host)) return;
      throw new TaskError(`compute host ${host} is down`, { code: 'HOST_DOWN', retryable: false });
    },
    revert: nothingToUndo,
  });
