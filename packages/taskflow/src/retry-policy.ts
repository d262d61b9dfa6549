import { limits } from './kernel/index.ts';

/**
 * When to try again, in the words of p-retry, which carries it out. Nothing is retried unless a
 * task says so; then every error is, until one says that it cannot help: an `AbortError`, or a
 * `TaskError` that is not retryable. A `TypeError` is no exception, as `fetch` throws one when the
 * network is down.
 */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number;
  /** Milliseconds before the first retry; 1,000 when left out. */
  readonly minTimeout?: number;
  /** Milliseconds at most between two attempts; no bound when left out. */
  readonly maxTimeout?: number;
  /** What each pause is multiplied with for the next one; 2 when left out. */
  readonly factor?: number;
}

/** Milliseconds to wait after a failed attempt, counted from 1. */
export function pauseMs(policy: RetryPolicy, attempt: number): number {
  const { minTimeout = 1_000, maxTimeout = Number.POSITIVE_INFINITY, factor = 2 } = policy;
  // Nothing times a factor that has grown to infinity would be no number.
  if (minTimeout === 0) return 0;
  return Math.min(Math.round(minTimeout * factor ** (attempt - 1)), maxTimeout, longestTimerMs);
}

/** What is wrong with a policy, as a sentence; undefined when it is fine. */
export function policyProblem(policy: RetryPolicy): string | undefined {
  const { retries, minTimeout = 0, maxTimeout = 0, factor = 1 } = policy;
  if (!Number.isInteger(retries) || retries < 0 || retries >= limits.attemptsPerTask) {
    return `'retries' is ${retries}, use a whole number from 0 to ${limits.attemptsPerTask - 1}`;
  }
  for (const [name, value] of Object.entries({ minTimeout, maxTimeout, factor })) {
    if (!(value >= 0)) return `'${name}' is ${value}, use a number that is not negative`;
  }
  return undefined;
}

// A timer that is set for longer than this fires at once.
const longestTimerMs = 2 ** 31 - 1;
