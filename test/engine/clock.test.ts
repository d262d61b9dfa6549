// Goal: waiting by a clock, with a signal that ends the wait; and the clock of the process.
import { getEventListeners } from 'node:events';
import { sleep, systemClock } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';

describe('a sleep', () => {
  it('ends when its time has come, and leaves nothing behind', async () => {
    const clock = manualClock();
    const { signal } = new AbortController();
    const woke: number[] = [];
    void sleep(clock, 100, signal).then(() => woke.push(clock.now()));
    await clock.advance(99);
    expect(woke).toEqual([]);
    await clock.advance(1);
    expect(woke).toEqual([100]);
    expect(clock.pending).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason as soon as its signal is aborted', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const reason = new Error('enough');
    const asleep = sleep(clock, 100, controller.signal);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('never begins when its signal is aborted already', async () => {
    const clock = manualClock();
    const reason = new Error('enough');
    await expect(sleep(clock, 100, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  const reasons: readonly [reason: unknown, message: string][] = [
    ['told so', 'told so'],
    [Symbol('why'), 'Symbol(why)'],
    [Object.create(null), 'something that has no text (object)'],
  ];

  it.each(reasons)('rejects with an error even for the reason %s', async (reason, message) => {
    const asleep = sleep(manualClock(), 100, AbortSignal.abort(reason));
    await expect(asleep).rejects.toBeInstanceOf(Error);
    await expect(asleep).rejects.toThrow(message);
  });

  it('is not bothered by an abort that comes after it', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const asleep = sleep(clock, 10, controller.signal);
    await clock.advance(10);
    controller.abort();
    await expect(asleep).resolves.toBeUndefined();
  });
});

describe('the clock of the process', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the time and calls back once', () => {
    vi.useFakeTimers({ now: 1_000 });
    const fired: number[] = [];
    systemClock.after(50, () => fired.push(systemClock.now()));
    vi.advanceTimersByTime(49);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(fired).toEqual([1_050]);
  });

  it('forgets a call that is taken away', () => {
    vi.useFakeTimers();
    const fired: number[] = [];
    systemClock.after(50, () => fired.push(systemClock.now()))();
    vi.advanceTimersByTime(1_000);
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for longer than one timer of the process can', () => {
    const dayMs = 86_400_000;
    vi.useFakeTimers({ now: 0 });
    const fired: number[] = [];
    systemClock.after(100 * dayMs, () => fired.push(systemClock.now() / dayMs));
    const cancel = systemClock.after(90 * dayMs, () => fired.push(90));
    vi.advanceTimersByTime(80 * dayMs);
    cancel();
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(40 * dayMs);
    expect(fired).toEqual([100]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
