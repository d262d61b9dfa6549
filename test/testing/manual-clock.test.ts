// Goal: a clock that moves only when it is told to, and fires in the order of time.
import { systemClock, TaskflowError } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';

describe('a manual clock', () => {
  it('begins at zero, or where it is told to begin', () => {
    expect(manualClock().now()).toBe(0);
    expect(manualClock(1_700_000_000_000).now()).toBe(1_700_000_000_000);
  });

  it('stands still while the world goes on', async () => {
    const clock = manualClock(5);
    const fired: string[] = [];
    clock.after(0, () => fired.push('at once'));
    await new Promise((resolve) => systemClock.after(2, () => resolve(undefined)));
    expect(clock.now()).toBe(5);
    expect(fired).toEqual([]);
  });

  it('fires what falls due, in the order of time and then of setting', async () => {
    const clock = manualClock();
    const fired: string[] = [];
    const note = (what: string) => (): void => void fired.push(`${what} at ${clock.now()}`);
    clock.after(20, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(31, note('never'));
    await clock.advance(30);
    expect(fired).toEqual(['a at 10', 'b at 10', 'c at 20']);
    expect(clock.now()).toBe(30);
    expect(clock.pending).toBe(1);
  });

  it('fires what is set while it moves, as far as it falls due', async () => {
    const clock = manualClock();
    const fired: number[] = [];
    const again = (): void => {
      fired.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    await clock.advance(35);
    expect(fired).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
    expect(clock.pending).toBe(1);
  });

  it('lets promises settle before it moves, and between two timers', async () => {
    const clock = manualClock();
    const seen: string[] = [];
    const program = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      clock.after(10, () => seen.push('late'));
      await new Promise((resolve) => clock.after(5, () => resolve(undefined)));
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      seen.push(`woke at ${clock.now()}`);
    };
    void program();
    await clock.advance(10);
    expect(seen).toEqual(['woke at 5', 'late']);
  });

  it('fires what is due now when it moves by nothing', async () => {
    const clock = manualClock();
    const fired: number[] = [];
    clock.after(0, () => fired.push(clock.now()));
    await clock.advance(0);
    expect(fired).toEqual([0]);
  });

  it('forgets a timer that is taken away, and that one only', async () => {
    const clock = manualClock();
    const fired: string[] = [];
    const cancel = clock.after(10, () => fired.push('a'));
    clock.after(10, () => fired.push('b'));
    expect(clock.pending).toBe(2);
    cancel();
    cancel();
    expect(clock.pending).toBe(1);
    await clock.advance(10);
    expect(fired).toEqual(['b']);
  });

  it('lets one timer take another away', async () => {
    const clock = manualClock();
    const fired: string[] = [];
    clock.after(10, () => cancel());
    const cancel = clock.after(10, () => fired.push('b'));
    await clock.advance(10);
    expect(fired).toEqual([]);
  });

  it('tells whoever moves it what a timer throws, and goes on from there', async () => {
    const clock = manualClock();
    const fired: number[] = [];
    clock.after(10, () => {
      throw new Error('no');
    });
    clock.after(20, () => fired.push(clock.now()));
    await expect(clock.advance(30)).rejects.toThrow('no');
    expect(clock.now()).toBe(10);
    await clock.advance(10);
    expect(fired).toEqual([20]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('does not move by %d ms', async (ms) => {
    const clock = manualClock(7);
    await expect(clock.advance(ms)).rejects.toThrow(TaskflowError);
    await expect(clock.advance(ms)).rejects.toMatchObject({
      code: 'CLOCK',
      message: `taskflow: a clock cannot advance by ${ms} ms`,
    });
    expect(clock.now()).toBe(7);
  });
});
