import { nothingToUndo, task } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { Instance } from '../instance.ts';

/** Tells other services that a stop begins. A notice nobody could send does not fail the stop. */
export const notifyStart = (db: Database) =>
  task({
    name: 'notify-start',
    requires: { instance: Instance },
    bestEffort: true,
    async execute({ instance }, { key, run }) {
      db.notifications.send({ key, phase: 'start', requestId: run.id, instance });
    },
    // A notice cannot be called back. The claim's revert sends one that says how it ended.
    revert: nothingToUndo,
  });

/** Tells other services that an instance is stopped. */
export const notifyEnd = (db: Database) =>
  task({
    name: 'notify-end',
    requires: { stopped: Instance },
    bestEffort: true,
    async execute({ stopped }, { key, run }) {
      db.notifications.send({ key, phase: 'end', requestId: run.id, instance: stopped });
    },
    revert: nothingToUndo,
  });
