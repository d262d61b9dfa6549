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

/** Turns whatever was thrown into a failure that the log can hold. */
export function mishapOf(
  thrown: unknown,
  at: { readonly task: string; readonly attempt: number },
): Mishap {
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
  kind: Exclude<FailureKind, 'error'>,
  message: string,
  at: { readonly task: string; readonly attempt: number; readonly retryable: boolean },
): Mishap {
  const code = codes[kind];
  const error = new TaskError(message, { code, retryable: at.retryable });
  const failure: Failure = { name: error.name, message, code, kind, ...at };
  return { failure, thrown: error, outcome: kind === 'timeout' ? 'unknown' : 'failed' };
}

const codes = {
  timeout: 'TIMEOUT',
  'invalid-input': 'INVALID_INPUT',
  'invalid-result': 'INVALID_RESULT',
  receiver: 'RECEIVER',
  cancelled: 'CANCELLED',
} as const satisfies Record<Exclude<FailureKind, 'error'>, string>;

// An error may name itself as its cause, or carry a chain that somebody grew in a loop.
const longestChain = 10;

function describeError(error: unknown, depth: number): FailureCause {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: `thrown: ${textOf(error)}` };
  const { name = 'Error', message = '', code, cause } = partsOf(error);
  return {
    name: textOf(name),
    message: textOf(message),
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && depth < longestChain && { cause: describeError(cause, depth + 1) }),
  };
}

/** The parts of an error, read with care: they may be getters that throw. */
function partsOf(error: Error): Partial<Record<'name' | 'message' | 'code' | 'cause', unknown>> {
  try {
    const { name, message, cause } = error;
    return { name, message, cause, code: 'code' in error ? error.code : undefined };
  } catch {
    return { message: 'an error that cannot be read' };
  }
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
