import { flow, linear } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { Caller, InstanceId } from '../instance.ts';
import { claim } from './claim.ts';
import { hostIsUp } from './host-is-up.ts';
import { notifyEnd, notifyStart } from './notify.ts';
import { powerOff } from './power-off.ts';
import { recordStopped } from './record-stopped.ts';

/**
 * Stops an instance: everything up to `power-off` is taken back on failure, nothing after it.
 *
 * The flow has no `lock`. The claim keeps out whatever a lock of the journal would keep out, and
 * also whoever changes the instance without a run; and when an administrator resets an instance it
 * is free at once, while a lock would be held until the run that was overtaken has noticed.
 */
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
