// Goal: a task that gives no answer in time. Its outcome is unknown, never failed, and what it does
// later counts no more.
import { getEventListeners } from 'node:events';
import { DeclarationError, irreversible, sleep, TaskError } from '@conductor/taskflow';
import type { Context, Duration } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step } from './step.ts';
import { watch } from './watched.ts';

const never = (): Promise<void> => new Promise(() => {});

describe('a task that gives no answer in time', () => {
  it('fails with an unknown outcome, which its revert is told', async () => {
    const infos: unknown[] = [];
    const a = step('a', {
      timeout: '5s',
      execute: never,
      revert: (_input, info) => void infos.push(info),
    });
    const watched = watch(inOrder(a), {});
    await watched.clock.advance(4_999);
    expect(watched.events).toEqual(['run RUNNING', 'a running']);
    await watched.clock.advance(1);
    const failure = {
      name: 'TaskError',
      message: "'f/l/a' gave no answer within 5000 ms",
      code: 'TIMEOUT',
      kind: 'timeout',
      retryable: true,
      task: 'f/l/a',
      attempt: 1,
    };
    expect(infos).toEqual([{ outcome: 'unknown', failure, partial: {}, cause: failure }]);
    const error = await watched.error();
    expect(error.failures).toEqual([failure]);
    expect(error.cause).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(error.cause).toBeInstanceOf(TaskError);
  });

  it('has its signal aborted with the reason', async () => {
    const reasons: unknown[] = [];
    const a = step('a', {
      timeout: 100,
      execute: (_input, { signal }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return never();
      },
    });
    const error = await watch(inOrder(a), {}).error();
    expect(reasons).toEqual([error.cause]);
  });

  const answers: readonly [what: string, late: (gate: PromiseWithResolvers<void>) => void][] = [
    ['a success', (gate) => gate.resolve()],
    ['a failure', (gate) => gate.reject(new Error('too late'))],
  ];

  it.each(answers)('may give %s later, which counts no more', async (_, answer) => {
    const gate = Promise.withResolvers<void>();
    const watched = watch(inOrder(step('a', { timeout: 100, execute: () => gate.promise })), {});
    const error = await watched.error();
    const before = watched.trace();
    answer(gate);
    await watched.clock.advance(1_000);
    expect(watched.trace()).toEqual(before);
    expect(error.failures.map(({ kind }) => kind)).toEqual(['timeout']);
    expect(watched.reports).toEqual([]);
  });

  it('is tried again when it has a policy, each attempt with the whole time', async () => {
    const starts: number[] = [];
    const a = step('a', {
      timeout: 100,
      retry: { retries: 2, minTimeout: 10, factor: 1 },
      execute: (_input, { attempt }) => {
        starts.push(watched.clock.now());
        return attempt < 3 ? never() : undefined;
      },
    });
    const watched = watch(inOrder(a), {});
    await watched.output();
    expect(starts).toEqual([0, 110, 220]);
    expect(watched.events.slice(2, 4)).toEqual([
      'a execute 1 failed, again in 10',
      'a execute 2 failed, again in 10',
    ]);
  });

  it('leaves its effect standing when it cannot be undone', async () => {
    const pay = step('pay', { timeout: 100, execute: never, revert: irreversible });
    const error = await watch(inOrder(step('a'), pay), {}).error();
    expect(error).toMatchObject({
      outcome: 'FAILURE',
      standing: ['f/l/a', 'f/l/pay'],
      reverted: [],
    });
  });

  it('may still record what it knows in the moment in which it is told', async () => {
    const partials: unknown[] = [];
    const a = step('a', {
      timeout: 100,
      execute: (_input, ctx) => {
        ctx.signal.addEventListener('abort', () => void ctx.record('half', 1));
        return never();
      },
      revert: (_input, info) => void partials.push(info.partial),
    });
    await watch(inOrder(a), {}).error();
    expect(partials).toEqual([{ half: 1 }]);
  });

  it('gives the later attempts a signal of their own', async () => {
    const aborted: boolean[] = [];
    const contexts: Context[] = [];
    const a = step('a', {
      timeout: 100,
      retry: { retries: 1, minTimeout: 0 },
      execute: (_input, ctx) => {
        contexts.push(ctx);
        aborted.push(ctx.signal.aborted);
        return contexts.length < 2 ? never() : undefined;
      },
    });
    await watch(inOrder(a), {}).output();
    expect(aborted).toEqual([false, false]);
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });
});

describe('a task whose time is over', () => {
  const waits: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
    'sleeps by its signal': (signal) => sleep(manualClock(), 1_000, signal),
    'rejects as soon as it is told': (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('told'))),
      ),
    'resolves as soon as it is told': (signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  };

  it.each(Object.entries(waits))('has timed out, even when it %s', async (_, wait) => {
    const a = step('a', { timeout: 10, execute: (_input, { signal }) => wait(signal) });
    const watched = watch(inOrder(a), {});
    const error = await watched.error();
    expect(error.failures).toMatchObject([{ kind: 'timeout', code: 'TIMEOUT' }]);
    expect(watched.facts()).toContainEqual(
      expect.objectContaining({ type: 'task-failed', outcome: 'unknown' }),
    );
  });
});

describe('a task that answers in time', () => {
  it('leaves no timer behind', async () => {
    const watched = watch(inOrder(step('a', { timeout: '1h' }), failing('b', { timeout: 5 })), {});
    await watched.clock.advance(0);
    expect(watched.clock.pending).toBe(0);
    expect((await watched.error()).failures.map(({ message }) => message)).toEqual(['b broke']);
  });

  it('lets go of the signal that all tasks of a run share', async () => {
    const shared: AbortSignal[] = [];
    const timed = ['a', 'b', 'c'].map((name) => step(name, { timeout: 100 }));
    const last = step('z', { execute: (_input, { signal }) => void shared.push(signal) });
    await watch(inOrder(...timed, last), {}).output();
    expect(shared.map((signal) => getEventListeners(signal, 'abort'))).toEqual([[]]);
  });

  it('is not hurried by the time-out of another', async () => {
    const clock = manualClock();
    const slow = step('slow', {
      timeout: 200,
      execute: (_input, { signal }) => sleep(clock, 150, signal),
    });
    const fast = step('fast', { timeout: 100, execute: never });
    const { events } = watch(beside(slow, fast), {}, { clock });
    await clock.advance(150);
    expect(events.slice(3)).toEqual([
      'fast failed',
      'run REVERTING',
      'fast reverting',
      'fast reverted',
      'slow succeeded',
      'slow reverting',
      'slow reverted',
      'run REVERTED',
    ]);
  });
});

describe('a revert that gives no answer in time', () => {
  it('has failed, and its task stands', async () => {
    const a = step('a', { revertTimeout: 50, revert: never });
    const error = await watch(inOrder(a, failing('b')), {}).error();
    expect(error).toMatchObject({ outcome: 'FAILURE', standing: ['f/l/a'], reverted: ['f/l/b'] });
    expect(error.failures).toMatchObject([
      { task: 'f/l/b' },
      { task: 'f/l/a', kind: 'timeout', code: 'TIMEOUT' },
    ]);
  });

  it('is tried again by the policy of the revert', async () => {
    const aborted: unknown[] = [];
    const a = step('a', {
      revertTimeout: 50,
      revertRetry: { retries: 1, minTimeout: 0 },
      revert(_input, _info, { attempt, signal }) {
        signal.addEventListener('abort', () => aborted.push(attempt));
        return attempt < 2 ? never() : undefined;
      },
    });
    const error = await watch(inOrder(a, failing('b')), {}).error();
    expect(error.outcome).toBe('REVERTED');
    expect(aborted).toEqual([1]);
  });
});

describe('a duration', () => {
  const good: readonly [Duration, ms: number][] = [
    [250, 250],
    [0, 0],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ];

  it.each(good)('of %j is %d ms', async (timeout, ms) => {
    const watched = watch(inOrder(step('a', { timeout, execute: never })), {});
    await watched.error();
    expect(watched.facts().at(-1)?.at).toBe(ms);
  });

  const bad = [-1, Number.NaN, Number.POSITIVE_INFINITY, '-1s', '5', 's', '5 s', '5d', '1e3ms', ''];

  it.each(bad)('of %j is refused when the task is made', (duration) => {
    for (const field of ['timeout', 'revertTimeout']) {
      const make = () => step('a', { [field]: duration });
      expect(make).toThrow(DeclarationError);
      expect(make).toThrow(
        `taskflow: 'a': '${field}' is '${duration}', use milliseconds, or '200ms', '5s', '15m', '2h'`,
      );
    }
  });
});
