// Goal: a task that waits for its next attempt is not tried while its run rests or turns back.
import { memoryJournal, openConductor, quietLogger, task, flow } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';

describe('a task that waits for its next attempt', () => {
  it('is not tried when its run is resumed and rests again', async () => {
    const { run, calls, clock } = await pausing();
    await run.suspend();
    await clock.advance(0);
    await run.resume();
    await clock.advance(0);
    await run.suspend();
    await clock.advance(5_000);
    expect((await run.status()).status).toBe('SUSPENDED');
    expect(calls).toEqual([1]);
  });

  it('is not tried when its run is resumed and turns back', async () => {
    const { run, calls, clock } = await pausing();
    await run.suspend();
    await clock.advance(0);
    await run.resume();
    await clock.advance(0);
    await run.cancel();
    await clock.advance(5_000);
    expect(trace(await run.history()).at(-1)).toBe('run-finished REVERTED');
    expect(calls).toEqual([1]);
  });

  it('is not tried when its pause ends before the journal has the rest', async () => {
    const clock = manualClock();
    const { run, calls } = await pausing(clock, slowToRest(memoryJournal(), clock));
    await run.suspend();
    await clock.advance(60_000);
    expect((await run.status()).status).toBe('SUSPENDED');
    expect(calls).toEqual([1]);
  });
});

/** A run whose only task has failed once, and is to be tried again in a second. */
async function pausing(clock = manualClock(), journal: Journal = memoryJournal()) {
  const calls: number[] = [];
  const made = flow(
    { name: 'f' },
    task({
      name: 'a',
      retry: { retries: 3, minTimeout: 1_000 },
      execute(_input: unknown, { attempt }) {
        calls.push(attempt);
        throw new Error('a broke');
      },
      revert: () => undefined,
    }),
  );
  const conductor = await openConductor({ flows: [made], journal, clock, log: quietLogger });
  const run = await conductor.submit('f', {});
  await clock.advance(0);
  expect(calls).toEqual([1]);
  return { run, calls, clock };
}

/** A journal that takes longer to write down a rest than the pause of a task. */
function slowToRest(journal: Journal, clock: ManualClock): Journal {
  return {
    ...journal,
    async append(turn) {
      if (turn.status === 'SUSPENDED') {
        await new Promise<void>((resolve) => clock.after(1_500, resolve));
      }
      await journal.append(turn);
    },
  };
}
