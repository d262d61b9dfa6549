// Goal: a journal that refuses facts drops the run: one typed error, and nothing is told, started
// or tried after it.
// Method: one eventful run, refused at each of its commits in turn.
import { sleep, TaskflowError } from '@conductor/taskflow';
import type { Context, RunJournal } from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';
import { beside, inOrder, step } from '../engine/step.ts';
import { watch } from '../engine/watched.ts';
import { handMade } from './hand-made.ts';

const ways: Readonly<Record<string, (error: Error) => void | Promise<void>>> = {
  'by throwing': (error) => {
    throw error;
  },
  'by rejecting at once': (error) => Promise.reject(error),
  'by rejecting later': async (error) => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    throw error;
  },
};

describe.each(Object.entries(ways))('a journal that refuses %s', (_, refuse) => {
  it('drops the run with a typed error, at whichever commit it does', async () => {
    const whole = eventful(Number.POSITIVE_INFINITY, refuse);
    await whole.end();
    expect(whole.events.at(-1)).toBe('run FAILURE');
    for (let commit = 1; commit <= whole.commits(); commit++) {
      const disk = new Error(`disk full at ${commit}`);
      const { events, calls, facts, clock, end } = eventful(commit, () => refuse(disk));
      const error = await end();
      expect(error).toBeInstanceOf(TaskflowError);
      expect(error).toMatchObject({
        name: 'TaskflowError',
        code: 'RUN_DROPPED',
        cause: disk,
        message: `taskflow: run r of flow 'f' cannot go on here: disk full at ${commit}`,
      });
      // What was told and called is what the log holds, and not a word more.
      expect(events).toEqual(whole.events.slice(0, events.length));
      expect(calls).toEqual(whole.calls.slice(0, calls.length));
      expect(calls.length).toBe(startsIn(facts));
      const before = [...events, ...calls];
      await clock.advance(1_000_000);
      expect([...events, ...calls]).toEqual(before);
      expect(clock.pending).toBe(0);
    }
  });
});

describe('a run that is dropped', () => {
  it('aborts the signals of what is under way', async () => {
    const reasons: unknown[] = [];
    const waiting = step('waiting', {
      execute: (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason);
            reject(new Error('stopped'));
          });
        }),
    });
    const watched = watch(beside(waiting, step('b')), {}, { journal: refusingAt(2) });
    const error: unknown = await watched.ended.catch((reason: unknown) => reason);
    expect(reasons).toEqual([error]);
    expect(watched.events).toEqual(['run RUNNING', 'waiting running', 'b running']);
  });

  it('tells whoever records a value that it is lost, then and later', async () => {
    const outcomes: unknown[] = [];
    const clock = manualClock();
    const a = step('a', {
      async execute(_input, ctx) {
        await ctx.record('first', 1).catch((error: unknown) => outcomes.push(error));
        await sleep(clock, 10);
        await ctx.record('second', 2).catch((error: unknown) => outcomes.push(error));
      },
    });
    const watched = watch(inOrder(a), {}, { clock, journal: refusingAt(2) });
    await expect(watched.ended).rejects.toMatchObject({ code: 'RUN_DROPPED' });
    await clock.advance(10);
    expect(outcomes).toMatchObject([
      { code: 'RUN_DROPPED', message: "taskflow: 'first' of 'f/l/a' was not recorded" },
      { code: 'RUN_DROPPED', message: "taskflow: 'second' of 'f/l/a' was not recorded" },
    ]);
  });

  it('tells nothing more of what goes on', async () => {
    const gate = Promise.withResolvers<void>();
    const contexts: Context[] = [];
    const a = step('a', {
      execute(_input, ctx) {
        contexts.push(ctx);
        return gate.promise;
      },
    });
    const journal = handMade((facts) => {
      if (facts.some(({ type }) => type === 'task-succeeded')) throw new Error('disk full');
    });
    const watched = watch(beside(a, step('b')), {}, { journal });
    await expect(watched.ended).rejects.toMatchObject({ code: 'RUN_DROPPED' });
    contexts[0]?.progress(0.9);
    expect(watched.events).not.toContain('a at 0.9');
  });

  it('cannot be cancelled any more, and listens no longer', async () => {
    const controller = new AbortController();
    const options = { journal: refusingAt(2), signal: controller.signal };
    const watched = watch(inOrder(step('a')), {}, options);
    await expect(watched.ended).rejects.toMatchObject({ code: 'RUN_DROPPED' });
    controller.abort();
    await watched.clock.advance(0);
    expect(watched.events).toEqual(['run RUNNING', 'a running']);
  });

  it('says why even when the journal gave no error', async () => {
    const journal = handMade(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- untyped code does.
      throw 'no';
    });
    await expect(watch(inOrder(step('a')), {}, { journal }).ended).rejects.toMatchObject({
      code: 'RUN_DROPPED',
      cause: 'no',
      message: "taskflow: run r of flow 'f' cannot go on here: no",
    });
  });
});

/** A run in which much happens, whose journal refuses its n-th commit. */
function eventful(nth: number, refuse: (error: Error) => void | Promise<void>) {
  const calls: string[] = [];
  const facts: Fact[] = [];
  let commits = 0;
  const journal = handMade((more) => {
    commits += 1;
    if (commits === nth) return refuse(new Error('never seen'));
    facts.push(...more);
    return undefined;
  });
  const retry = { retries: 1, minTimeout: 10 };
  const called = (name: string): void => void calls.push(name);
  const a = step('a', {
    retry,
    revertRetry: retry,
    async execute(_input, ctx) {
      called('a');
      await ctx.record('x', ctx.attempt).catch(() => {});
      if (ctx.attempt === 1) throw new Error('not yet');
    },
    revert(_input, _info, { attempt }) {
      called('revert a');
      if (attempt === 1) throw new Error('not yet');
    },
  });
  const b = step('b', {
    execute: () => called('b'),
    revert() {
      called('revert b');
      throw new Error('stuck');
    },
  });
  const z = step('z', {
    execute() {
      called('z');
      throw new Error('z broke');
    },
    revert: () => called('revert z'),
  });
  const watched = watch(inOrder(b, a, z), {}, { journal });
  return {
    events: watched.events,
    clock: watched.clock,
    calls,
    facts,
    commits: () => commits,
    end: async (): Promise<unknown> => {
      const ended = watched.ended.catch((error: unknown) => error);
      await watched.clock.advance(1_000);
      return ended;
    },
  };
}

/** How many calls of a task's code a log has announced. */
function startsIn(facts: readonly Fact[]): number {
  return facts.filter(({ type }) => /^(task-started|attempt-failed|revert-started)$/.test(type))
    .length;
}

function refusingAt(nth: number): RunJournal {
  let commits = 0;
  return handMade((facts) => {
    commits += 1;
    if (commits === nth) throw new Error(`no room for ${trace(facts).join()}`);
  });
}
