// Goal: a run is cancelled by an abort signal: it turns back, waits for what is under way and
// reverts it, and says so. Past the pivot, or when it turns already, nothing changes.
import { getEventListeners } from 'node:events';
import { irreversible, RunError, sleep } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step } from './step.ts';
import type { Step } from './step.ts';
import { watch } from './watched.ts';

describe('a run that is cancelled while a task runs', () => {
  it('waits for the task, and then reverts it', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const infos: unknown[] = [];
    const a = step('a', {
      execute: () => gate.promise,
      revert: (_input, info) => void infos.push(info),
    });
    const watched = watch(inOrder(step('z'), a, step('b')), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    await watched.clock.advance(1_000);
    expect(watched.events.slice(-2)).toEqual(['a running', 'run REVERTING']);
    gate.resolve();
    const error = await watched.error();
    expect(watched.events.slice(5)).toEqual([
      'a succeeded',
      'a reverting',
      'a reverted',
      'z reverting',
      'z reverted',
      'run REVERTED',
    ]);
    expect(error).toMatchObject({
      code: 'RUN_REVERTED',
      outcome: 'REVERTED',
      reason: 'cancelled',
      reverted: ['f/l/z', 'f/l/a'],
      standing: [],
    });
    const cause = {
      name: 'Cancelled',
      message: 'enough',
      kind: 'cancelled',
      retryable: false,
      task: 'f',
      attempt: 1,
    };
    expect(error.failures).toEqual([cause]);
    expect(infos).toEqual([{ outcome: 'succeeded', result: {}, partial: {}, cause }]);
  });

  it('aborts the signal of the task, with the reason', async () => {
    const controller = new AbortController();
    const clock = manualClock();
    const a = step('a', { execute: (_input, { signal }) => sleep(clock, 1_000, signal) });
    const watched = watch(inOrder(a), {}, { clock, signal: controller.signal });
    await clock.advance(10);
    controller.abort(new Error('enough'));
    const error = await watched.error();
    expect(clock.pending).toBe(0);
    expect(error.reason).toBe('cancelled');
    expect(error.failures.map(({ task, message }) => [task, message])).toEqual([
      ['f', 'enough'],
      ['f/l/a', 'enough'],
    ]);
  });

  it('hands on the very reason, to the tasks and to whoever runs it', async () => {
    const reason = new DOMException('enough', 'AbortError');
    const controller = new AbortController();
    const clock = manualClock();
    const reasons: unknown[] = [];
    const waiting = (name: string, timeout?: number): Step =>
      step(name, {
        ...(timeout !== undefined && { timeout }),
        execute: (_input, { signal }) => {
          signal.addEventListener('abort', () => reasons.push(signal.reason));
          return sleep(clock, 1_000, signal);
        },
      });
    const f = beside(waiting('a'), waiting('b', 5_000));
    const watched = watch(f, {}, { clock, signal: controller.signal });
    await clock.advance(0);
    controller.abort(reason);
    const error = await watched.error();
    expect(reasons).toHaveLength(2);
    expect(reasons.every((one) => one === reason)).toBe(true);
    expect(error.cause).toBe(reason);
    expect(error.errors[0]).toBe(reason);
  });

  it('aborts the signal of an attempt that has a time-out, too', async () => {
    const controller = new AbortController();
    const clock = manualClock();
    const a = step('a', {
      timeout: '1h',
      retry: { retries: 5 },
      execute: (_input, { signal }) => sleep(clock, 1_000, signal),
    });
    const watched = watch(inOrder(a), {}, { clock, signal: controller.signal });
    await clock.advance(10);
    controller.abort(new Error('enough'));
    await clock.advance(0);
    expect(watched.trace().slice(2)).toEqual([
      'run-cancelled (enough)',
      'task-failed f/l/a failed (enough)',
      'revert-started f/l/a',
      'revert-succeeded f/l/a',
      'run-finished REVERTED',
    ]);
    expect(clock.pending).toBe(0);
    await watched.error();
  });

  it('does not wait longer than the time-out of the task', async () => {
    const controller = new AbortController();
    const deaf = step('deaf', { timeout: 500, execute: () => new Promise(() => {}) });
    const watched = watch(inOrder(deaf), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    await watched.clock.advance(499);
    expect(watched.events.at(-1)).toBe('run REVERTING');
    await watched.clock.advance(1);
    expect(watched.trace().at(-1)).toBe('run-finished REVERTED');
    expect((await watched.error()).reason).toBe('cancelled');
  });

  it('leaves standing what nobody can undo', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const pay = step('pay', { execute: () => gate.promise, revert: irreversible });
    const watched = watch(inOrder(step('a'), pay), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    gate.resolve();
    expect(await watched.error()).toMatchObject({
      outcome: 'FAILURE',
      reason: 'cancelled',
      standing: ['f/l/a', 'f/l/pay'],
    });
  });

  it('starts no sibling that had no slot yet', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const a = step('a', { execute: () => gate.promise });
    const options = { signal: controller.signal, concurrency: 1 };
    const watched = watch(beside(a, step('b')), {}, options);
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    gate.resolve();
    await watched.error();
    expect(watched.events).not.toContain('b running');
  });
});

describe('a cancellation changes nothing', () => {
  it('once the pivot has succeeded', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const aborted: boolean[] = [];
    const pay = step('pay', { revert: irreversible });
    const ship = step('ship', {
      async execute(_input, { signal }) {
        await gate.promise;
        aborted.push(signal.aborted);
      },
    });
    const f = inOrder(step('a'), pay, ship, step('b'));
    const watched = watch(f, {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('too late'));
    gate.resolve();
    await watched.output();
    expect(aborted).toEqual([false]);
    expect(watched.trace()).not.toContain('run-cancelled (too late)');
    expect(watched.events.at(-1)).toBe('run SUCCESS');
  });

  it('while the run turns back', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const aborted: boolean[] = [];
    const a = step('a', {
      async revert(_input, _info, { signal }) {
        await gate.promise;
        aborted.push(signal.aborted);
      },
    });
    const watched = watch(inOrder(a, failing('b')), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    gate.resolve();
    const error = await watched.error();
    expect(aborted).toEqual([false]);
    expect(error).toMatchObject({ outcome: 'REVERTED', reason: 'failed' });
    expect(error.failures.map(({ message }) => message)).toEqual(['b broke']);
  });

  it('during the pause of a revert, which is tried again', async () => {
    const controller = new AbortController();
    const attempts: number[] = [];
    const a = step('a', {
      revertRetry: { retries: 1, minTimeout: 100 },
      revert(_input, _info, { attempt }) {
        attempts.push(attempt);
        if (attempt === 1) throw new Error('not yet');
      },
    });
    const watched = watch(inOrder(a, failing('b')), {}, { signal: controller.signal });
    await watched.clock.advance(50);
    controller.abort(new Error('enough'));
    expect((await watched.error()).outcome).toBe('REVERTED');
    expect(attempts).toEqual([1, 2]);
  });

  it('after the end of the run, which listens no longer', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const a = step('a', { execute: () => gate.promise });
    const watched = watch(inOrder(a), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    gate.resolve();
    await watched.output();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    const log = watched.trace();
    controller.abort(new Error('late'));
    await watched.clock.advance(0);
    expect(watched.trace()).toEqual(log);
  });
});

describe('a cancellation', () => {
  it('that comes before the run lets nothing start', async () => {
    const watched = watch(inOrder(step('a'), step('b')), {}, { signal: AbortSignal.abort() });
    const error = await watched.error();
    expect(error).toMatchObject({ outcome: 'REVERTED', reason: 'cancelled', reverted: [] });
    expect(watched.trace()).toEqual([
      'run-started f@1',
      'run-cancelled (This operation was aborted)',
      'run-finished REVERTED',
    ]);
  });

  it('that comes from a synchronous task is heard before the next one', async () => {
    const controller = new AbortController();
    const a = step('a', { execute: () => controller.abort(new Error('enough')) });
    const watched = watch(inOrder(a, step('b')), {}, { signal: controller.signal });
    await watched.error();
    expect(watched.trace().slice(1)).toEqual([
      'task-started f/l/a',
      'task-succeeded f/l/a',
      'run-cancelled (enough)',
      'revert-started f/l/a',
      'revert-succeeded f/l/a',
      'run-finished REVERTED',
    ]);
  });

  it('that comes from a listener is heard before the next task', async () => {
    const controller = new AbortController();
    const abort = (): void => controller.abort(new Error('enough'));
    const watched = watch(
      inOrder(step('a'), step('b')),
      {},
      {
        signal: controller.signal,
        listeners: [(events) => void events.on('task', abort)],
      },
    );
    expect((await watched.error()).reason).toBe('cancelled');
    expect(watched.events).not.toContain('b running');
  });

  it('is what brought the run down, whatever fails after it', async () => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const a = step('a', { execute: () => gate.promise });
    const b = step('b', {
      revert: () => {
        throw new Error('b is stuck');
      },
    });
    const watched = watch(inOrder(b, a), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(new Error('enough'));
    gate.reject(new Error('a broke'));
    const error = await watched.error();
    expect(error).toMatchObject({
      code: 'RUN_FAILED',
      outcome: 'FAILURE',
      reason: 'cancelled',
      standing: ['f/l/b'],
      reverted: ['f/l/a'],
    });
    expect(error.failures.map(({ kind, message }) => [kind, message])).toEqual([
      ['cancelled', 'enough'],
      ['error', 'a broke'],
      ['error', 'b is stuck'],
    ]);
    expect(error.message).toMatch(/ended FAILURE: cancelled; /);
  });

  const reasons: readonly [reason: unknown, text: string][] = [
    ['told so', 'told so'],
    [undefined, 'This operation was aborted'],
    [null, 'null'],
    [5, '5'],
    [Symbol('why'), 'Symbol(why)'],
    [Object.create(null), 'something that has no text (object)'],
  ];

  it.each(reasons)('for the reason %s is logged as %j', async (reason, text) => {
    const controller = new AbortController();
    const gate = Promise.withResolvers<void>();
    const a = step('a', { execute: () => gate.promise });
    const watched = watch(inOrder(a), {}, { signal: controller.signal });
    await watched.clock.advance(0);
    controller.abort(reason);
    gate.resolve();
    const error = await watched.error();
    expect(watched.trace()[2]).toBe(`run-cancelled (${text})`);
    expect(error).toBeInstanceOf(RunError);
    expect(error.failures.map(({ message }) => message)).toEqual([text]);
  });
});
