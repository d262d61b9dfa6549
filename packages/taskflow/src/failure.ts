import { AbortError } from 'p-retry';
import { TaskError } from './errors.ts';
import type { Failure, FailureCause, FailureKind, Outcome } from './kernel/index.ts';

/**
 * How an attempt failed: what goes to the log, what was thrown, and whether the effect may have
 * happened.
 */
export interface Mishap {
  readonly failure: Failure;
  readonly thrown: unknown;
  readonly outcome: Exclude<Outcome, 'succeeded'>;
}

/** Turns whatever was thrown into a failure that the log can hold. */
export function mishapOf(
  thrown: unknown,
  at: { readonly task: string; readonly attempt: number },
): Mishap {
  const error = thrown instanceof AbortError ? thrown.originalError : thrown;
  const final = error !== thrown || (error instanceof TaskError && !error.retryable);
  const failure = { ...describeError(error, 0), kind: 'error', retryable: !final, ...at } as const;
  return { failure, thrown: error, outcome: error instanceof TaskError ? error.outcome : 'failed' };
}

/** A failure that the library itself states, with an error object for those who want one. */
export function stated(
  kind: Stated,
  message: string,
  at: { readonly task: string; readonly attempt: number; readonly retryable: boolean },
): Mishap {
  const code = codes[kind];
  const outcome = kind === 'timeout' ? 'unknown' : 'failed';
  const error = new TaskError(message, { code, retryable: at.retryable, outcome });
  const failure: Failure = { name: error.name, message, code, kind, ...at };
  return { failure, thrown: error, outcome };
}

/** What only the library can state: a task throws, and a cancellation has no attempt. */
type Stated = Exclude<FailureKind, 'error' | 'cancelled'>;

const codes = {
  timeout: 'TIMEOUT',
  'invalid-input': 'INVALID_INPUT',
  'invalid-result': 'INVALID_RESULT',
  receiver: 'RECEIVER',
} as const satisfies Record<Stated, string>;

// An error may name itself as its cause, or carry a chain that somebody grew in a loop.
const longestChain = 10;

function describeError(error: unknown, depth: number): FailureCause {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: textOf(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const hasCause = error.cause !== undefined && depth < longestChain;
  const cause = hasCause ? { cause: describeError(error.cause, depth + 1) } : {};
  return { name: error.name, message: error.message, ...code, ...cause };
}

function textOf(thrown: unknown): string {
  try {
    const text: unknown = typeof thrown === 'string' ? thrown : JSON.stringify(thrown);
    return `thrown: ${typeof text === 'string' ? text : String(thrown)}`;
  } catch {
    return `thrown: something that has no text (${typeof thrown})`;
  }
}
