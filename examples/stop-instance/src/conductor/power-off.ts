import { Type } from 'typebox';
import { irreversible, task } from '@conductor/taskflow';
import { Instance, PowerState } from '../instance.ts';

/**
 * The pivot: carried out by the host that has the guest, see `compute/receiver.ts`. Until it has
 * succeeded a failure gives the instance back; afterwards the run only goes forward. It has no
 * undo: powering a guest on again is not what gives its owner back what a shutdown took.
 */
export const powerOff = task({
  name: 'power-off',
  at: ({ instance }) => `compute.${instance.host}`,
  requires: { instance: Instance },
  provides: { powerState: PowerState, forced: Type.Boolean() },
  retry: { retries: 2, minTimeout: 500 },
  revert: irreversible,
});
