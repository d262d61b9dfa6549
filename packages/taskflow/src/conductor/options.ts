import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import type { Duration } from '../duration.ts';
import type { Journal } from '../journal/journal.ts';
import type { Listener } from '../listeners/events.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';

/** What a conductor is opened with. */
export interface ConductorOptions<F extends Flow = Flow> {
  /**
   * The flows that it runs. Of one name there may be several versions: a new run takes the highest,
   * a run that has begun goes on with its own.
   */
  readonly flows: readonly F[];
  /** Where runs are kept; in memory, when left out. The conductor closes it. */
  readonly journal?: Journal;
  /** Who performs the tasks that have `at`. */
  readonly receivers?: readonly Receiver[];
  /** How many runs may be under way here at a time, the others wait in the journal; 1,000. */
  readonly concurrency?: number;
  /** How many tasks of one run may be under way at a time; no bound when left out. */
  readonly concurrencyPerRun?: number;
  /**
   * How long others wait before they take the runs of a conductor that is silent; 5 s. On one host
   * nobody waits for a conductor whose process is gone.
   */
  readonly lease?: Duration;
  /** How long finished runs are kept; for ever, when left out. */
  readonly retention?: Duration;
  /**
   * What becomes of unfinished runs that none of the flows fits: `refuse` (the default) does not
   * open, so that they are not forgotten; `leave` leaves them to another conductor.
   */
  readonly strays?: 'refuse' | 'leave';
  /** See {@link RunOptions.validate}. */
  readonly validate?: boolean;
  readonly listeners?: readonly Listener[];
  readonly clock?: Clock;
  /** Where tasks write, and where trouble is reported: the console when left out. */
  readonly log?: Logger;
}

/** How a run is submitted. */
export interface SubmitOptions {
  /**
   * Id of the run; one that no other run has when left out. To submit the same again under one id
   * gives the run that there is.
   */
  readonly id?: string;
  /** What to do when another run has the lock: `reject`, when left out, or `queue` to wait. */
  readonly onConflict?: 'reject' | 'queue';
}
