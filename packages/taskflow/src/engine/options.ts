import type { Clock } from '../clock.ts';
import type { Listener } from '../listeners/events.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { RunJournal } from './run-log.ts';

/** How a flow is run. */
export interface RunOptions {
  /** Id of the run; one that no other run has when left out. */
  readonly id?: string;
  /**
   * Cancels the run when it is aborted: it turns back, waits for what is under way and reverts it.
   * After the pivot has succeeded the run goes on to its end.
   */
  readonly signal?: AbortSignal;
  /** How many tasks may be under way at a time; no bound when left out. */
  readonly concurrency?: number;
  /**
   * False leaves out the checks of what goes from task to task; the input of the run is checked all
   * the same.
   */
  readonly validate?: boolean;
  /** Who performs the tasks that have `at`. */
  readonly receivers?: readonly Receiver[];
  readonly listeners?: readonly Listener[];
  readonly clock?: Clock;
  /** Where tasks write, and where trouble beside the run is reported: the console when left out. */
  readonly log?: Logger;
  /**
   * Where the facts go; nowhere when left out, as nobody could ask for them then. When the process
   * dies, a conductor on the same journal goes on with the run.
   */
  readonly journal?: RunJournal;
}
