import { flow, linear } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { Caller, InstanceId } from '../instance.ts';
import { claim } from './claim.ts';
import { hostIsUp } from './host-is-up.ts';
import { notifyEnd, notifyStart } from './notify.ts';
import { powerOff } from './power-off.ts';
import { recordStopped } from './record-stopped.ts';

/** Stops an instance: everything up to `power-off` is taken back on failure, nothing after it. */
export const stopInstance = (db: Database) =>
  flow(
    { name: 'stop-instance', version: 1, input: { instanceId: InstanceId, caller: Caller } },
    linear(
      'stop',
      claim(db),
      hostIsUp(db),
      notifyStart(db),
      powerOff,
      recordStopped(db),
      notifyEnd(db),
    ),
  );
