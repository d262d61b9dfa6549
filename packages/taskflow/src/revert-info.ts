import type { Failure, Outcome, Values } from './kernel/index.ts';

/**
 * What a revert is told beside its input. A task may have had its effect whatever its outcome,
 * `succeeded` is merely the case in which it is known.
 */
export interface RevertInfo<Result = Values> {
  readonly outcome: Outcome;
  /** What `execute` returned, when it succeeded. */
  readonly result?: Result;
  /** Why the task itself failed, when it did. */
  readonly failure?: Failure;
  /** What `execute` recorded on its way, through `context.record`. */
  readonly partial: Readonly<Record<string, unknown>>;
  /** What brought the run down. */
  readonly cause: Failure;
}
