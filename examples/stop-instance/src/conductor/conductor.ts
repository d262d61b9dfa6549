import {
  RunError,
  run,
  type Clock,
  type Listener,
  type Logger,
  type Receiver,
} from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import type { Caller } from '../instance.ts';
import { giveBack, type Reason } from './claim.ts';
import { eventLog } from './event-log.ts';
import { stopInstance } from './flow.ts';

/** The conductor: takes orders and sees each one to an end that leaves a consistent record. */
export interface Conductor {
  stop(order: StopOrder): Stop;
}

/** A user's order to stop an instance. The request id is the run's id, and so the claim's. */
export interface StopOrder {
  readonly requestId: string;
  readonly instanceId: string;
  readonly caller: Caller;
}

/**
 * A stop under way. A failure of the stop is an ending and rejects neither promise; `ended` rejects
 * only when even the end could not be recorded.
 */
export interface Stop {
  /** Settles as soon as the instance is claimed (true), or cannot be (false). */
  readonly claimed: Promise<boolean>;
  readonly ended: Promise<Ending>;
}

/** How a stop ended: 'reverted' before the guest was off, 'failed' when that is not recorded. */
export type Ending =
  | { readonly state: 'stopped' }
  | { readonly state: 'reverted' | 'failed'; readonly reason: Reason };

/** What a conductor works with. */
export interface ConductorOptions {
  readonly db: Database;
  readonly receivers: Receiver[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly listeners: readonly Listener[];
  /** Calls off every stop that has not reached its pivot. */
  readonly signal: AbortSignal;
}

/** Opens a conductor that runs its flows in this process. */
export function openConductor(options: ConductorOptions): Conductor {
  return {
    stop(order) {
      let settle: (claimed: boolean) => void = () => undefined;
      const claimed = new Promise<boolean>((resolve) => {
        settle = resolve;
      });
      const ended = conduct(order, options, (events) => {
        events.on('task', ({ name, state }) => {
          if (name === 'claim' && state === 'succeeded') settle(true);
        });
      });
      // Settling twice is harmless: the first one counts.
      const noMore = () => settle(false);
      ended.then(noMore, noMore);
      return { claimed, ended };
    },
  };
}

async function conduct(
  { requestId, instanceId, caller }: StopOrder,
  { db, receivers, clock, log, signal, listeners }: ConductorOptions,
  watch: Listener,
): Promise<Ending> {
  const heard = [eventLog(db.actions), watch, ...listeners];
  const options = { id: requestId, receivers, listeners: heard, clock, log, signal };
  try {
    await run(stopInstance(db), { instanceId, caller }, options);
    return { state: 'stopped' };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { name, code, flow, message } = error;
    const [reason = { name, code, task: flow, message }] = error.failures;
    if (error.outcome === 'REVERTED') return { state: 'reverted', reason };
    // The guest may be off, but nobody could record it. An instance that nobody works on must not
    // look busy, so it is given back: the next stop finds the guest as it is and records that.
    giveBack(db, { instanceId, requestId }, reason, log);
    return { state: 'failed', reason };
  }
}
