import type { Flow } from '../authoring/flow.ts';
import type { InputOf, OutputOf } from '../authoring/node.ts';
import type { Duration } from '../duration.ts';
import type { RunFilter, RunPage } from '../journal/run-record.ts';
import type { RunEventMap } from '../listeners/events.ts';
import type { RunHandle } from './run-handle.ts';
import type { SubmitOptions } from './options.ts';

/**
 * Runs flows, and goes on with them after a crash.
 *
 * What it is asked of a run is written down first, so that it reaches the run whoever holds it.
 */
export interface Conductor<F extends Flow = Flow> {
  /** Who it is in the journal. */
  readonly id: string;
  /**
   * Submits a run, and resolves when the journal has it. Submitting the same again under one id
   * gives the run that there is.
   *
   * @throws {InputError} when the input breaks the flow's schema; nothing is written then.
   * @throws {FlowUnknownError} when it has no flow of this name.
   * @throws {LockedError} when another run has the lock.
   * @throws {TaskflowError} with code `RUN_EXISTS` when the id is that of another run.
   */
  submit<Name extends F['name']>(
    flow: Name,
    input: InputOf<Named<F, Name>>,
    options?: SubmitOptions,
  ): Promise<RunHandle<OutputOf<Named<F, Name>>>>;
  /** The handle of any run of the journal; whether there is one is seen when it is used. */
  handle(run: string): RunHandle;
  /** The runs of the journal that fit a filter, the newest first. */
  runs(filter?: RunFilter): Promise<RunPage>;
  /**
   * Starts a new run from a point that another run had reached, with the results that it had then.
   * What was under way at that point is executed again, under the new run's keys.
   *
   * @throws {ForkError} when there is no such point, or the run was on its way back there.
   */
  fork(run: string, options: ForkOptions): Promise<RunHandle>;
  /** Calls back with every event of every run here; the result takes the callback away again. */
  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void;
  /**
   * Takes no more runs, waits for those that are under way here, and closes the journal. A second
   * call waits for the same.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** The flows of a union that have a name, or may have it as nobody says which they have. */
export type Named<F extends Flow, Name extends string> = F extends Flow
  ? string extends F['name']
    ? F
    : Extract<F, { readonly name: Name }>
  : never;

/** How a run is forked. */
export interface ForkOptions {
  /** How many facts of its history to keep, or the path of the task before which to begin. */
  readonly from: number | string;
  /** Id of the new run; one that no other run has when left out. */
  readonly id?: string;
}

/** How a conductor is closed. */
export interface CloseOptions {
  /**
   * When left out, runs go on to their end. Else nothing new starts from now on, and tasks that are
   * under way have this long to end; the signals of the others are aborted then, and nothing that
   * they still do is recorded. Whoever is on the same journal goes on with the runs.
   */
  readonly within?: Duration;
}
