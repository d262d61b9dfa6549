/**
 * Why a task did not succeed, as data. It enters the log, so it holds nothing that JSON cannot
 * carry: the thrown object itself stays with the process that caught it.
 */
export interface Failure {
  /** Class name of what was thrown, such as `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** Stable code for programs, when the error had one. */
  readonly code?: string;
  readonly kind: FailureKind;
  /** False when trying the same again cannot help. */
  readonly retryable: boolean;
  /** Path of the task; of the flow when the run was cancelled. */
  readonly task: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** What the error named as its own cause. */
  readonly cause?: FailureCause;
}

/** One link of a cause chain. */
export interface FailureCause {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: FailureCause;
}

/**
 * What went wrong, in the words that decide what happens next.
 *
 * - `error`: the task threw.
 * - `timeout`: no answer in time, so the outcome is unknown.
 * - `invalid-input`, `invalid-result`: a value broke its schema, before or after `execute`.
 * - `receiver`: nobody was there to take the task, or it does not know how.
 * - `cancelled`: somebody asked for it.
 * - `lost`: the process in which it ran is gone, so the outcome is unknown.
 */
export type FailureKind =
  'error' | 'timeout' | 'invalid-input' | 'invalid-result' | 'receiver' | 'cancelled' | 'lost';

/**
 * How a task ended, as far as anybody knows.
 * `unknown` is the third outcome: the task may or may not have had its effect.
 */
export type Outcome = 'succeeded' | 'failed' | 'unknown';
