import type { RunInfo } from '../context.ts';
import type { Fact } from '../kernel/index.ts';

/**
 * Where the facts of runs are kept. A method that has nothing to wait for answers at once instead
 * of with a promise: in memory, a run then costs no turn of the event loop for its log.
 */
export interface Journal {
  /**
   * Opens the log of a new run.
   *
   * @throws {TaskflowError} with code `RUN_EXISTS` when there is a log under this id already.
   */
  create(run: RunInfo): void | Promise<void>;
  /**
   * Appends facts, all or none; when it answers, they are as durable as this journal makes them.
   * The array is the journal's to keep.
   */
  append(runId: string, facts: readonly Fact[]): void | Promise<void>;
  /** The log of a run; empty when there is none. */
  load(runId: string): readonly Fact[] | Promise<readonly Fact[]>;
}
