import {
  openConductor as openTaskflow,
  type Clock,
  type Journal,
  type Listener,
  type Logger,
  type Receiver,
  type RunHandle,
} from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';
import type { Database } from '../database/database.ts';
import type { Caller } from '../instance.ts';
import { seeToEnds, type Ending } from './ending.ts';
import { eventLog } from './event-log.ts';
import { stopInstance } from './flow.ts';

/**
 * The conductor: takes orders and sees each one to an end that leaves a consistent record, however
 * often its process dies on the way. Once it is open it goes on with what was left unfinished.
 */
export interface Conductor {
  /** Resolves when the journal has the order; from then on it is carried out. */
  stop(order: StopOrder): Promise<Stop>;
  /** How a stop ends, whoever began it; see {@link Stop.ended}. */
  ended(requestId: string): Promise<Ending>;
  /** What the journal says of a stop: empty when it has none of this id. */
  history(requestId: string): Promise<readonly Fact[]>;
  /** Waits for what is under way, and closes the journal. */
  close(): Promise<void>;
}

/** A user's order to stop an instance. The request id is the run's id, and so the claim's. */
export interface StopOrder {
  readonly requestId: string;
  readonly instanceId: string;
  readonly caller: Caller;
}

/**
 * A stop under way. A failure of the stop is an ending and rejects neither promise; they reject
 * when the journal cannot go on, and `ended` also when even the end could not be recorded.
 */
export interface Stop {
  /** Settles as soon as the instance is claimed (true), or cannot be (false). */
  readonly claimed: Promise<boolean>;
  readonly ended: Promise<Ending>;
}

/** What a conductor works with. */
export interface ConductorOptions {
  readonly db: Database;
  /** Where the runs are kept. The conductor closes it. */
  readonly journal: Journal;
  readonly receivers: readonly Receiver[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly listeners: readonly Listener[];
  /** Calls off every stop that was asked for here and has not reached its pivot. */
  readonly signal: AbortSignal;
}

/** Opens a conductor; what it found unfinished is under way when this resolves. */
export async function openConductor(options: ConductorOptions): Promise<Conductor> {
  const { db, journal, receivers, clock, log, signal } = options;
  const flows = [stopInstance(db)];
  const listeners = [eventLog(db.actions), ...options.listeners];
  const taskflow = await openTaskflow({ flows, journal, receivers, clock, log, listeners });
  const ends = seeToEnds({ db, taskflow, clock, log });

  async function ended(requestId: string): Promise<Ending> {
    const ignore = onAbort(signal, () => callOff(taskflow.handle(requestId), signal, log));
    try {
      return await ends.of(requestId);
    } finally {
      ignore();
    }
  }

  return {
    async stop({ requestId, instanceId, caller }) {
      const input = { instanceId, caller };
      const handle = await taskflow.submit('stop-instance', input, { id: requestId });
      const stop = { claimed: isClaimed(handle), ended: ended(requestId) };
      // Who waits hears of a rejection; who does not wait must not be brought down by it.
      for (const promise of [stop.claimed, stop.ended]) promise.catch(() => undefined);
      return stop;
    },
    ended,
    history: async (requestId) => journal.load(requestId),
    async close() {
      ends.close();
      await taskflow.close();
    },
  };
}

async function isClaimed(handle: RunHandle): Promise<boolean> {
  for await (const fact of handle.events()) {
    if (fact.type === 'task-succeeded' && fact.task.endsWith('/claim')) return true;
  }
  return false;
}

function callOff(handle: RunHandle, { reason }: AbortSignal, log: Logger): void {
  const why = reason instanceof Error ? reason.message : String(reason);
  // It may have ended in this very moment.
  handle.cancel(why).catch((error: unknown) => {
    log.info({ run: handle.id, error }, 'a stop could not be called off');
  });
}

function onAbort(signal: AbortSignal, call: () => void): () => void {
  if (signal.aborted) call();
  else signal.addEventListener('abort', call, { once: true });
  return () => signal.removeEventListener('abort', call);
}
