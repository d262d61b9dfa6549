import {
  RunError,
  RunUnknownError,
  type Clock,
  type Conductor,
  type Logger,
} from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { giveBack, type Reason } from './claim.ts';

/** How a stop ended: 'reverted' before the guest was off, 'failed' when that is not recorded. */
export type Ending =
  | { readonly state: 'stopped' }
  | { readonly state: 'reverted' | 'failed'; readonly reason: Reason };

/** Sees every stop to its end. */
export interface Ends {
  /** How a stop ends; if it fails for good, the instance is given back before this resolves. */
  of(requestId: string): Promise<Ending>;
  close(): void;
}

/** What is needed for that. */
export interface EndsOptions {
  readonly db: Database;
  readonly taskflow: Conductor;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often one looks for stops that others have begun and not ended. */
export const lookIntervalMs = 10_000;

/**
 * Sees every stop to its end. A run that fails for good ends without its reverts, and the process
 * may die before anybody has given the instance back. Hence every action that is still open is
 * followed, whoever opened it: there is no claim without one. It is looked for at once and then at
 * every interval, because the process that died may be another one.
 */
export function seeToEnds({ db, taskflow, clock, log }: EndsOptions): Ends {
  const followed = new Set<string>();
  let isClosed = false;
  let cancel = () => {};

  async function endOf(requestId: string): Promise<Ending> {
    try {
      await taskflow.handle(requestId).result();
      return { state: 'stopped' };
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      if (error instanceof RunError && error.outcome === 'REVERTED') {
        return { state: 'reverted', reason };
      }
      // The guest may be off, but nobody could record it. An instance that nobody works on must not
      // look busy, so it is given back: the next stop finds the guest as it is and records that.
      giveBack(db, requestId, reason, log);
      return { state: 'failed', reason };
    }
  }

  async function follow(requestId: string): Promise<void> {
    followed.add(requestId);
    try {
      await endOf(requestId);
    } catch (error) {
      if (!isClosed) log.warn({ requestId, error }, 'a stop has no end yet');
    } finally {
      followed.delete(requestId);
    }
  }

  function look(): void {
    cancel = clock.after(lookIntervalMs, look);
    try {
      for (const { requestId } of db.actions.open()) {
        if (!followed.has(requestId)) void follow(requestId);
      }
    } catch (error) {
      log.warn({ error }, 'the open actions could not be read');
    }
  }

  look();
  return {
    of: endOf,
    close() {
      isClosed = true;
      cancel();
    },
  };
}

// A run that no journal knows has nobody who goes on with it, so it has failed, too.
function reasonOf(error: unknown): Reason | undefined {
  if (error instanceof RunUnknownError) {
    const { name, code, message } = error;
    return { name, code, message, task: 'claim' };
  }
  if (!(error instanceof RunError)) return undefined;
  const { name, code, flow, message } = error;
  const [reason = { name, code, task: flow, message }] = error.failures;
  return reason;
}
