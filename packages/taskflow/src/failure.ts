import isNetworkError from 'is-network-error';
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

/**
 * Turns whatever was thrown into a failure that the log can hold; even what throws when it is
 * looked at, because a run that cannot say how a task failed would never end.
 */
export function mishapOf(thrown: unknown, at: Place): Mishap {
  try {
    return readMishap(thrown, at);
  } catch {
    const what = { name: 'Error', message: 'an error that cannot be read' };
    const failure = { ...what, kind: 'error', retryable: true, ...at } as const;
    return { failure, thrown, outcome: 'failed' };
  }
}

interface Place {
  readonly task: string;
  readonly attempt: number;
}

function readMishap(thrown: unknown, at: Place): Mishap {
  if (thrown instanceof WrongResult) {
    return stated('invalid-result', thrown.message, { ...at, retryable: false });
  }
  const error = thrown instanceof AbortError ? thrown.originalError : thrown;
  const retryable = error === thrown && isRetryable(error);
  const failure = { ...describeError(error, 0), kind: 'error', retryable, ...at } as const;
  return { failure, thrown: error, outcome: error instanceof TaskError ? error.outcome : 'failed' };
}

/** A result that broke its schema; thrown inside an attempt so that it ends like any failure. */
export class WrongResult extends Error {}

/** p-retry's own rule for a `TypeError`, applied here because the log says it, too. */
function isRetryable(error: unknown): boolean {
  if (error instanceof TaskError) return error.retryable;
  return !(error instanceof TypeError) || isNetworkError(error);
}

/** A failure that the library itself states, with an error object for those who want one. */
export function stated(
  kind: Stated,
  message: string,
  at: Place & { readonly retryable: boolean },
): Mishap {
  const code = codes[kind];
  const outcome = kind === 'timeout' || kind === 'lost' ? 'unknown' : 'failed';
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
  lost: 'LOST',
} as const satisfies Record<Stated, string>;

// An error may name itself as its cause, or carry a chain that somebody grew in a loop.
const longestChain = 10;

function describeError(error: unknown, depth: number): FailureCause {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: `thrown: ${textOf(error)}` };
  const { name, message, cause }: Partial<Record<keyof Error, unknown>> = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name: textOf(name ?? 'Error'),
    message: textOf(message ?? ''),
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && depth < longestChain && { cause: describeError(cause, depth + 1) }),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    // `stringify` says undefined of what has no JSON, whatever its type promises.
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : String(value);
  } catch {
    return `something that has no text (${typeof value})`;
  }
}
