// Goal: when a task is tried again, after which pause, and what of it enters the log.
// Method: the clock stands still, so a pause lasts until a test moves it.
import { AbortError, nothingToUndo, TaskError } from '@conductor/taskflow';
import type { RetryPolicy } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step, throwing } from './step.ts';
import { watch } from './watched.ts';

describe('an attempt that failed', () => {
  it('is a fact in the log, with the pause until the next', async () => {
    const retry = { retries: 2, minTimeout: 200, factor: 2 };
    const watched = watch(inOrder(failing('a', { retry, revert: nothingToUndo })), {});
    await watched.error();
    const failure = {
      name: 'Error',
      message: 'a broke',
      kind: 'error',
      retryable: true,
      task: 'f/l/a',
    };
    const about = { task: 'f/l/a', direction: 'execute', outcome: 'failed' };
    expect(watched.facts().slice(2, -1)).toEqual([
      {
        ...about,
        type: 'attempt-failed',
        at: 0,
        failure: { ...failure, attempt: 1 },
        delayMs: 200,
      },
      {
        ...about,
        type: 'attempt-failed',
        at: 200,
        failure: { ...failure, attempt: 2 },
        delayMs: 400,
      },
      {
        type: 'task-failed',
        at: 600,
        task: 'f/l/a',
        outcome: 'failed',
        failure: { ...failure, attempt: 3 },
      },
    ]);
  });

  it('is told to listeners, and not reported once it is cured', async () => {
    const cured = step('a', {
      retry: { retries: 3, minTimeout: 10 },
      execute: (_input, { attempt }) => (attempt < 3 ? throwing('not yet')() : undefined),
    });
    const watched = watch(inOrder(cured), {});
    await watched.output();
    expect(watched.events).toEqual([
      'run RUNNING',
      'a running',
      'a execute 1 failed, again in 10',
      'a execute 2 failed, again in 20',
      'a succeeded',
      'run SUCCESS',
    ]);
  });

  it('that was cured is no failure of a run that fails later', async () => {
    const cured = step('a', {
      retry: { retries: 1, minTimeout: 0 },
      execute: (_input, { attempt }) => (attempt < 2 ? throwing('not yet')() : undefined),
    });
    const error = await watch(inOrder(cured, failing('b')), {}).error();
    expect(error.failures.map(({ message }) => message)).toEqual(['b broke']);
  });

  it('holds back what comes after the task until the clock has moved on', async () => {
    const started: number[] = [];
    const a = step('a', {
      retry: { retries: 1, minTimeout: 500 },
      execute(_input, { attempt }) {
        started.push(attempt);
        if (attempt === 1) throw new Error('not yet');
      },
    });
    const { clock, events } = watch(inOrder(a, step('b')), {});
    await clock.advance(499);
    expect(started).toEqual([1]);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(started).toEqual([1, 2]);
    expect(events.slice(-4)).toEqual(['a succeeded', 'b running', 'b succeeded', 'run SUCCESS']);
    expect(clock.pending).toBe(0);
  });
});

describe('the pause between two attempts', () => {
  const policies: readonly [policy: RetryPolicy, pauses: readonly number[]][] = [
    [{ retries: 3 }, [1_000, 2_000, 4_000]],
    [{ retries: 3, minTimeout: 100 }, [100, 200, 400]],
    [{ retries: 3, minTimeout: 100, factor: 1 }, [100, 100, 100]],
    [{ retries: 3, minTimeout: 100, factor: 1.5 }, [100, 150, 225]],
    [{ retries: 3, minTimeout: 100, factor: 10, maxTimeout: 500 }, [100, 500, 500]],
    [{ retries: 2, minTimeout: 900, maxTimeout: 300 }, [300, 300]],
    [{ retries: 2, minTimeout: 0 }, [0, 0]],
    // More factors than a number can hold: nothing to wait for stays nothing to wait for.
    [{ retries: 3, minTimeout: 0, factor: 1e200 }, [0, 0, 0]],
    [{ retries: 1, minTimeout: Number.POSITIVE_INFINITY }, [2 ** 31 - 1]],
    [{ retries: 0 }, []],
  ];

  it.each(policies)('with %j is %j', async (retry, pauses) => {
    const watched = watch(inOrder(failing('a', { retry })), {});
    await watched.error();
    const delays = watched
      .facts()
      .flatMap((fact) => (fact.type === 'attempt-failed' ? [fact.delayMs] : []));
    expect(delays).toEqual(pauses);
  });

  it('ends when the run is cancelled, and with it the way forward', async () => {
    const attempts: number[] = [];
    const controller = new AbortController();
    const a = step('a', {
      retry: { retries: 5, minTimeout: 1_000 },
      execute(_input, { attempt }) {
        attempts.push(attempt);
        throw new Error('not yet');
      },
    });
    const watched = watch(inOrder(step('z'), a), {}, { signal: controller.signal });
    await watched.clock.advance(1_500);
    controller.abort(new Error('enough'));
    await watched.clock.advance(0);
    expect(watched.clock.pending).toBe(0);
    expect(attempts).toEqual([1, 2]);
    expect(watched.trace().slice(4)).toEqual([
      'attempt-failed f/l/a execute 1 (not yet)',
      'attempt-failed f/l/a execute 2 (not yet)',
      'run-cancelled (enough)',
      'task-failed f/l/a failed (not yet)',
      'revert-started f/l/a',
      'revert-succeeded f/l/a',
      'revert-started f/l/z',
      'revert-succeeded f/l/z',
      'run-finished REVERTED',
    ]);
    expect(watched.clock.now()).toBe(1_500);
    expect((await watched.error()).reason).toBe('cancelled');
  });

  it('ends when a sibling fails, and the task is not tried again', async () => {
    const attempts: number[] = [];
    const gate = Promise.withResolvers<void>();
    const a = step('a', {
      retry: { retries: 5, minTimeout: 1_000 },
      execute(_input, { attempt }) {
        attempts.push(attempt);
        throw new Error('not yet');
      },
    });
    const b = step('b', { execute: () => gate.promise });
    const watched = watch(beside(a, b), {});
    await watched.clock.advance(10);
    gate.reject(new Error('b broke'));
    await watched.clock.advance(0);
    expect(attempts).toEqual([1]);
    expect(watched.clock.pending).toBe(0);
    expect(watched.events.slice(-7)).toEqual([
      'run REVERTING',
      'b reverting',
      'b reverted',
      'a failed',
      'a reverting',
      'a reverted',
      'run REVERTED',
    ]);
    const error = await watched.error();
    expect(error.failures.map(({ task, attempt }) => [task, attempt])).toEqual([
      ['f/p/b', 1],
      ['f/p/a', 1],
    ]);
  });

  it('never begins for a task that fails after the run has turned back', async () => {
    const gate = Promise.withResolvers<void>();
    const a = step('a', { retry: { retries: 5 }, execute: () => gate.promise });
    const watched = watch(beside(a, failing('b')), {});
    await watched.clock.advance(0);
    gate.reject(new Error('late'));
    await watched.clock.advance(0);
    expect(watched.trace().filter((line) => line.startsWith('attempt-failed'))).toEqual([]);
    expect((await watched.error()).failures.map(({ message }) => message)).toEqual([
      'b broke',
      'late',
    ]);
  });
});

describe('a task is not tried again', () => {
  const reasons: readonly [what: string, thrown: Error][] = [
    ['an AbortError', new AbortError('give up')],
    ['an AbortError around an error', new AbortError(new Error('give up'))],
    ['a TaskError that is not retryable', new TaskError('give up', { retryable: false })],
    ['a TypeError, which is a bug', new TypeError('give up')],
  ];

  it.each(reasons)('after %s', async (_, thrown) => {
    let calls = 0;
    const a = step('a', {
      retry: { retries: 3 },
      execute() {
        calls += 1;
        throw thrown;
      },
    });
    const watched = watch(inOrder(a), {});
    const error = await watched.error();
    expect(calls).toBe(1);
    expect(error.failures).toMatchObject([{ message: 'give up', retryable: false, attempt: 1 }]);
    expect(error.cause).toBe(thrown instanceof AbortError ? thrown.originalError : thrown);
    expect(watched.facts().filter(({ type }) => type === 'attempt-failed')).toEqual([]);
  });

  it('unless it says that it may be', async () => {
    const attempts: number[] = [];
    const a = step('a', {
      execute(_input, { attempt }) {
        attempts.push(attempt);
        throw new TaskError('busy');
      },
    });
    await watch(inOrder(a), {}).error();
    expect(attempts).toEqual([1]);
  });
});

it('a network error is tried again, although fetch makes a TypeError of it', async () => {
  let calls = 0;
  const a = step('a', {
    retry: { retries: 1, minTimeout: 0 },
    execute() {
      calls += 1;
      throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
    },
  });
  const error = await watch(inOrder(a), {}).error();
  expect(calls).toBe(2);
  expect(error.failures).toMatchObject([{ name: 'TypeError', retryable: true, attempt: 2 }]);
});

it('a revert is tried again by its own policy', async () => {
  const attempts: number[] = [];
  const a = step('a', {
    revertRetry: { retries: 2, minTimeout: 50 },
    revert(_input, _info, { attempt }) {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('stuck');
    },
  });
  const watched = watch(inOrder(a, failing('b')), {});
  const error = await watched.error();
  expect(attempts).toEqual([1, 2, 3]);
  expect(error).toMatchObject({ outcome: 'REVERTED', reverted: ['f/l/a', 'f/l/b'] });
  expect(error.failures.map(({ message }) => message)).toEqual(['b broke']);
  expect(watched.events.filter((line) => line.startsWith('a revert '))).toEqual([
    'a revert 1 failed, again in 50',
    'a revert 2 failed, again in 100',
  ]);
});

it('the attempts of execute and of revert are counted apart', async () => {
  const seen: string[] = [];
  const policy = { retries: 1, minTimeout: 0 };
  const a = step('a', {
    retry: policy,
    revertRetry: policy,
    execute(_input, { attempt }) {
      seen.push(`execute ${attempt}`);
      throw new Error('no');
    },
    revert(_input, _info, { attempt }) {
      seen.push(`revert ${attempt}`);
      throw new Error('no');
    },
  });
  const error = await watch(inOrder(a), {}).error();
  expect(seen).toEqual(['execute 1', 'execute 2', 'revert 1', 'revert 2']);
  expect(error.failures.map(({ attempt }) => attempt)).toEqual([2, 2]);
});
