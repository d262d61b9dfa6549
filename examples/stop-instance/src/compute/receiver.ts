import { implement, receiver, type Receiver } from '@conductor/taskflow';
import { powerOff } from '../conductor/power-off.ts';
import { powerOffGuest, probeGuest, type ComputeHost } from './power-off.ts';

/** The task receiver that stays on a compute host: it acts, looks, and answers; nothing else. */
export function computeReceiver(host: ComputeHost): Receiver {
  return receiver(`compute.${host.name}`, [
    implement(powerOff, {
      execute: ({ instance }, ctx) => powerOffGuest(host, instance, ctx),
      probe: ({ instance }, ctx) => probeGuest(host, instance, ctx),
    }),
  ]);
}
