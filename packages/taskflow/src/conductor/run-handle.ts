import type { Fact } from '../kernel/index.ts';
import type { RunRecord } from '../journal/run-record.ts';

/**
 * One run of a journal, whoever holds it. Each method rejects with a {@link RunUnknownError} when
 * the journal has no such run; to ask something of a run that has ended is refused with the code
 * `RUN_FINISHED`.
 */
export interface RunHandle<Output = unknown> {
  readonly id: string;
  /**
   * What the run provides, as soon as it has ended. While it is suspended it has not.
   *
   * @throws {RunError} when it was reverted, or left something standing.
   * @throws {FlowUnknownError} when it has ended elsewhere, in a version that is not known here.
   */
  result(): Promise<Output>;
  /**
   * The facts of the run as the journal has them, from the first on or from a position, and then as
   * they come, until the run has ended. Who reads slowly misses nothing.
   */
  events(from?: number): AsyncGenerator<Fact, void, undefined>;
  /** The facts so far; `replay` of the kernel gives the state at any of them. */
  history(): Promise<readonly Fact[]>;
  /** What the journal says of it. */
  status(): Promise<RunRecord>;
  /**
   * Asks the run to turn back. A run that has not begun never starts; past its pivot a run goes on.
   */
  cancel(reason?: string): Promise<void>;
  /** Asks the run to rest: what is under way ends, nothing new starts. */
  suspend(): Promise<void>;
  /** Asks a run that rests to go on. */
  resume(): Promise<void>;
  /**
   * Tells the run something from outside.
   *
   * @throws {TaskflowError} with code `NOT_CARRIABLE` when no journal could keep the value.
   */
  signal(name: string, value?: unknown): Promise<void>;
}
