import pRetry from 'p-retry';
import { sleep } from '../clock.ts';
import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { State, Tries, Values } from '../kernel/index.ts';
import { pauseMs } from '../retry-policy.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import { Attempt } from './attempt.ts';
import { later } from './batch.ts';
import type { Job } from './job.ts';
import type { Runtime } from './runtime.ts';
import { isThenable } from './thenable.ts';

/** Makes the attempts of one job; it records once how they ended. */
export function attempts(runtime: Runtime, job: Job): void {
  const { retry, timeoutMs } = job.patience;
  if (retry === undefined && timeoutMs === undefined) plain(runtime, job);
  else void retried(runtime, job);
}

/** One attempt without policy or clock: the path of most tasks, so it makes no promise of ours. */
function plain(runtime: Runtime, job: Job): void {
  const attempt = new Attempt(runtime, job, attemptsBefore(runtime.state, job) + 1);
  let answer: unknown;
  try {
    answer = job.call(attempt);
    if (answer instanceof Promise || isThenable(answer)) {
      const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
      promise.then(
        (value) => onValue(job, attempt, value),
        (error: unknown) => onError(job, attempt, error),
      );
      return;
    }
  } catch (error) {
    onError(job, attempt, error);
    return;
  }
  onValue(job, attempt, answer);
}

function onValue(job: Job, attempt: Attempt, value: unknown): void {
  let result: Values | undefined;
  try {
    result = job.check(value);
  } catch (error) {
    onError(job, attempt, error);
    return;
  }
  // A promise of a strange make may settle twice; only the first time counts.
  if (Attempt.end(attempt)) job.succeed(result);
}

function onError(job: Job, attempt: Attempt, error: unknown): void {
  if (Attempt.end(attempt)) job.fail(mishapOf(error, placeOf(job, attempt.attempt)));
}

async function retried(runtime: Runtime, job: Job): Promise<void> {
  const { direction } = job;
  const { retry = { retries: 0 } } = job.patience;
  const before = attemptsBefore(runtime.state, job);
  const stop = runtime.settled[direction];
  const { failed = 0, dueAt = 0 } = triesOf(runtime.state, job) ?? {};
  const failure = runtime.state.attempts?.get(job.atom.index)?.failure;
  if (dueAt > 0) await rest(runtime, job, dueAt - runtime.clock.now());
  if (isAtRest(runtime)) return;
  if (stop.aborted && failure !== undefined) {
    // What was thrown is lost with its process; that the failure was retryable helps no more.
    job.fail({ failure, thrown: undefined, outcome: 'failed' });
    return;
  }
  let result: Values | undefined;
  try {
    // p-retry decides whether another attempt follows; the pause is ours, because time is an
    // injected clock.
    result = await pRetry((number) => once(runtime, job, before + number), {
      // What was lost with its process is no failure of the task, so it costs none of its retries.
      retries: Math.max(0, retry.retries - failed),
      minTimeout: 0,
      async onFailedAttempt({ error, retriesLeft }) {
        const mishap = mishapOfAttempt(error);
        if (retriesLeft <= 0 || !mishap.failure.retryable || stop.aborted) return;
        await pause(runtime, job, retry, mishap);
      },
      shouldRetry: ({ error }) =>
        mishapOfAttempt(error).failure.retryable && !stop.aborted && !isAtRest(runtime),
    });
  } catch (error) {
    if (!isAtRest(runtime)) job.fail(mishapOfAttempt(error));
    return;
  }
  job.succeed(result);
}

/** One attempt under its time-out; what it rejects with is always an {@link AttemptError}. */
async function once(runtime: Runtime, job: Job, number: number): Promise<Values | undefined> {
  const limit = limitOf(runtime, job, number);
  const attempt = new Attempt(runtime, job, number, limit?.signal);
  try {
    const answer = job.call(attempt);
    return job.check(await (limit === undefined ? answer : Promise.race([limit.late, answer])));
  } catch (error) {
    throw new AttemptError(limit?.mishap() ?? mishapOf(error, placeOf(job, number)));
  } finally {
    Attempt.end(attempt);
    limit?.lift();
  }
}

/** The time limit of one attempt, which begins now; none for a job that has no time-out. */
function limitOf(runtime: Runtime, job: Job, number: number): Limit | undefined {
  const { timeoutMs } = job.patience;
  if (timeoutMs === undefined) return undefined;
  const controller = new AbortController();
  const outer = runtime.stopped[job.direction].signal;
  const follow = (): void => controller.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener('abort', follow, { once: true });
  const { promise: late, reject } = Promise.withResolvers<never>();
  let mishap: Mishap | undefined;
  const cancel = runtime.clock.after(timeoutMs, () => {
    const message = `'${job.atom.path}' gave no answer within ${timeoutMs} ms`;
    mishap = stated('timeout', message, { ...placeOf(job, number), retryable: true });
    // First, because a task may answer as soon as its signal tells it that it is too late.
    reject(mishap.thrown);
    controller.abort(mishap.thrown);
  });
  const lift = (): void => {
    cancel();
    outer.removeEventListener('abort', follow);
  };
  return { signal: controller.signal, late, mishap: () => mishap, lift };
}

interface Limit {
  readonly signal: AbortSignal;
  /** Rejects when the time is over. */
  readonly late: Promise<never>;
  /** Says that it was over; undefined before. */
  readonly mishap: () => Mishap | undefined;
  readonly lift: () => void;
}

/**
 * Records that another attempt follows, and waits until it is due. The wait ends early when the
 * run turns back: a pending retry dies with the way forward.
 */
async function pause(
  runtime: Runtime,
  job: Job,
  retry: RetryPolicy,
  mishap: Mishap,
): Promise<void> {
  const { atom, direction } = job;
  const { outcome } = mishap;
  const failure = runtime.keep(mishap);
  // Pauses grow with each failure; what was lost with its process was none.
  const { lost = 0 } = triesOf(runtime.state, job) ?? {};
  const delayMs = pauseMs(retry, failure.attempt - lost);
  const what = { task: atom.path, direction, outcome, failure, delayMs } as const;
  // K10: the next attempt rests on this fact, so the pause begins when the journal has it.
  await new Promise<boolean>((settle) =>
    runtime.post({ type: 'attempt-failed', at: later, ...what }, atom, settle),
  );
  await rest(runtime, job, delayMs);
}

async function rest(runtime: Runtime, { direction }: Job, delayMs: number): Promise<void> {
  const { signal } = runtime.settled[direction];
  if (delayMs <= 0) return;
  runtime.pausing(1);
  try {
    await sleep(runtime.clock, delayMs, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    runtime.pausing(-1);
  }
}

/**
 * The run rests, or will as soon as the journal has it: whoever resumes it makes the next attempt,
 * even when a pause ended meanwhile.
 */
function isAtRest({ state }: Runtime): boolean {
  return state.status === 'SUSPENDED';
}

/** How often a job was tried before; more than never only in a run that was resumed. */
function attemptsBefore(state: State, job: Job): number {
  const tries = triesOf(state, job);
  return tries === undefined ? 0 : tries.failed + tries.lost;
}

function triesOf(state: State, { atom, direction }: Job): Tries | undefined {
  return state.attempts?.get(atom.index)?.[direction];
}

function placeOf({ atom }: Job, attempt: number) {
  return { task: atom.path, attempt };
}

function mishapOfAttempt(error: unknown): Mishap {
  if (error instanceof AttemptError) return error.mishap;
  throw error;
}

/** Carries a mishap through p-retry, which knows errors only. */
class AttemptError extends Error {
  readonly mishap: Mishap;

  constructor(mishap: Mishap) {
    super(mishap.failure.message);
    this.mishap = mishap;
  }
}
