import pRetry from 'p-retry';
import { sleep } from '../clock.ts';
import { stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Direction, Values } from '../kernel/index.ts';
import { pauseMs } from '../retry-policy.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import { attemptsBefore } from './drive.ts';
import type { Drive } from './drive.ts';
import { mishapIn } from './perform.ts';
import { TaskContext } from './task-context.ts';

/** One function of a task, to be called until it succeeds or its policy gives up. */
export interface Work {
  readonly direction: Direction;
  readonly retry: RetryPolicy | undefined;
  readonly timeoutMs: number | undefined;
  readonly call: (context: TaskContext) => unknown;
  /** Gives the checked result, or throws. */
  readonly check: (value: unknown) => Values | undefined;
  readonly onSuccess: (result: Values | undefined) => void;
  readonly onFailure: (mishap: Mishap) => void;
}

/** Makes the attempts of one piece of work and reports once how it ended. */
export function attempts(drive: Drive, atom: Atom, work: Work): void {
  const first = attemptsBefore(drive.state, atom, work.direction) + 1;
  if (work.retry === undefined && work.timeoutMs === undefined) plain(drive, atom, work, first);
  else void retried(drive, atom, work, first);
}

/**
 * One attempt without policy or clock: the path of most tasks, so it makes no promise of its own.
 */
function plain(drive: Drive, atom: Atom, work: Work, attempt: number): void {
  const context = new TaskContext(drive, atom, work.direction, attempt);
  const succeed = (value: unknown): void => {
    context.end();
    let result: Values | undefined;
    try {
      result = work.check(value);
    } catch (error) {
      fail(error);
      return;
    }
    work.onSuccess(result);
  };
  const fail = (error: unknown): void => {
    context.end();
    work.onFailure(mishapIn(error, atom, attempt));
  };
  let answer: unknown;
  try {
    answer = work.call(context);
  } catch (error) {
    fail(error);
    return;
  }
  if (answer instanceof Promise) answer.then(succeed, fail);
  else succeed(answer);
}

async function retried(drive: Drive, atom: Atom, work: Work, first: number): Promise<void> {
  const { retry = { retries: 0 }, direction } = work;
  const stop = drive.pauseSignalOf(direction);
  let result: Values | undefined;
  try {
    // p-retry decides whether another attempt follows; the pause is ours, because time is an
    // injected clock.
    result = await pRetry((number) => once(drive, atom, work, first - 1 + number), {
      retries: retry.retries,
      minTimeout: 0,
      async onFailedAttempt({ error, retriesLeft, attemptNumber }) {
        const mishap = mishapOfAttempt(error);
        if (retriesLeft <= 0 || !mishap.failure.retryable || stop.aborted) return;
        const delayMs = pauseMs(retry, attemptNumber);
        const failure = drive.keep(mishap);
        const at = drive.clock.now();
        drive.post({
          fact: { type: 'attempt-failed', at, task: atom.path, direction, failure, delayMs },
          atom,
        });
        await pause(drive, delayMs, stop);
      },
      shouldRetry: ({ error }) => mishapOfAttempt(error).failure.retryable && !stop.aborted,
    });
  } catch (error) {
    work.onFailure(mishapOfAttempt(error));
    return;
  }
  work.onSuccess(result);
}

/** One attempt under its time-out; what it rejects with is always an {@link AttemptError}. */
async function once(
  drive: Drive,
  atom: Atom,
  work: Work,
  attempt: number,
): Promise<Values | undefined> {
  const limited = work.timeoutMs === undefined ? undefined : new AbortController();
  const context = new TaskContext(drive, atom, work.direction, attempt, limited?.signal);
  try {
    const answer =
      limited === undefined ? work.call(context) : raced(drive, atom, work, context, limited);
    return work.check(await answer);
  } catch (error) {
    throw error instanceof AttemptError ? error : new AttemptError(mishapIn(error, atom, attempt));
  } finally {
    context.end();
  }
}

async function raced(
  drive: Drive,
  atom: Atom,
  work: Work,
  context: TaskContext,
  limited: AbortController,
): Promise<unknown> {
  const { timeoutMs = 0 } = work;
  const outer = drive.signalOf(work.direction);
  const follow = (): void => limited.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener('abort', follow, { once: true });
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = drive.clock.after(timeoutMs, () => {
    const message = `'${atom.path}' gave no answer within ${timeoutMs} ms`;
    const here = { task: atom.path, attempt: context.attempt, retryable: true };
    const mishap = stated('timeout', message, here);
    limited.abort(mishap.thrown);
    reject(new AttemptError(mishap));
  });
  try {
    return await Promise.race([work.call(context), late]);
  } finally {
    cancel();
    outer.removeEventListener('abort', follow);
  }
}

/** Waits, or ends early when the run turns back: a pending retry dies with the way forward. */
async function pause(drive: Drive, delayMs: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(drive.clock, delayMs, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function mishapOfAttempt(error: unknown): Mishap {
  if (error instanceof AttemptError) return error.mishap;
  throw error;
}

class AttemptError extends Error {
  readonly mishap: Mishap;

  constructor(mishap: Mishap) {
    super(mishap.failure.message);
    this.mishap = mishap;
  }
}
