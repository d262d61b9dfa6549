// Goal: from any point that a run had reached on its way forward, another run starts with what was
// known there.
import { flow, ForkError, LockedError, linear, parallel, task } from '@conductor/taskflow';
import type { ForkOptions } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { journals, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open(flowsOf(stage));
    const run = await conductor.submit('f', { from: 1 }, { id: 'r' });
    await stage.settle();
    return { stage, conductor, run };
  };

  it.each([
    ['from the beginning', { from: 1 }, ['add', 'wait']],
    ['from a position', { from: 3 }, ['wait']],
    ['from a position with a task under way', { from: 4 }, ['wait']],
    ['from before a task', { from: 'f/l/wait' }, ['wait']],
    ['from before the first task', { from: 'f/l/add' }, ['add', 'wait']],
    ['from its end', { from: 6 }, []],
  ] satisfies [string, ForkOptions, string[]][])(
    'a finished run is forked %s',
    async (_name, options, executed) => {
      const { stage, conductor, run } = await open();
      await stage.pass('execute r/wait');
      expect(await run.result()).toEqual({ sum: 2 });
      const before = await stage.trace('r');
      if (options.from === 6) {
        await expect(conductor.fork('r', { ...options, id: 'r2' })).rejects.toThrow('SUCCESS');
        return;
      }
      stage.calls.length = 0;
      const forked = await conductor.fork('r', { ...options, id: 'r2' });
      await stage.settle();
      await stage.pass('execute r2/wait');
      expect(stage.calls).toEqual(executed.map((name) => `execute r2/${name}`));
      expect(await forked.result()).toEqual({ sum: 2 });
      expect(await stage.trace('r')).toEqual(before);
    },
  );

  it('it has the facts of the other up to there, as its own', async () => {
    const { stage, conductor } = await open();
    await stage.pass('execute r/wait');
    const forked = await conductor.fork('r', { from: 'f/l/wait', id: 'r2' });
    await stage.settle();
    const [first, ...others] = await forked.history();
    const [firstOfOther, ...othersOfOther] = await conductor.handle('r').history();
    expect(first).toEqual({ ...firstOfOther, run: 'r2' });
    expect(others.slice(0, 2)).toEqual(othersOfOther.slice(0, 2));
    expect(await stage.trace('r2')).toEqual([
      'run-started f@1',
      'task-started f/l/add',
      'task-succeeded f/l/add',
      'run-resumed',
      'task-started f/l/wait',
    ]);
  });

  it('a run under way is forked, and goes on', async () => {
    const { stage, conductor, run } = await open();
    const forked = await conductor.fork('r', { from: 'f/l/wait', id: 'r2' });
    await stage.settle();
    await stage.pass('execute r2/wait');
    expect(await forked.result()).toEqual({ sum: 2 });
    await stage.pass('execute r/wait');
    expect(await run.result()).toEqual({ sum: 2 });
  });

  it('a run that has failed is forked from before its failure', async () => {
    const { stage, conductor } = await open();
    await stage.fail('execute r/wait');
    const forked = await conductor.fork('r', { from: 'f/l/wait' });
    expect(forked.id).not.toBe('r');
    await stage.settle();
    await stage.pass(`execute ${forked.id}/wait`);
    expect(await forked.result()).toEqual({ sum: 2 });
  });

  it('what was under way at the point is executed again, under the keys of the new run', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('side', {}, { id: 's' });
    await stage.settle();
    await stage.pass('execute s/a');
    await stage.pass('execute s/b');
    const forked = await conductor.fork('s', { from: 3, id: 's2' });
    await stage.settle();
    expect(stage.calls.slice(-2)).toEqual(['execute s2/a', 'execute s2/b']);
    await stage.pass('execute s2/a', 'execute s2/b');
    expect(await forked.result()).toEqual({});
  });

  it('a run that is to rest at the point rests in its fork, too', async () => {
    const { stage, conductor, run } = await open();
    await run.suspend();
    const facts = (await run.history()).length;
    const forked = await conductor.fork('r', { from: facts, id: 'r2' });
    await stage.settle();
    expect((await forked.status()).status).toBe('SUSPENDED');
  });

  it.each([
    [{ from: 0 }, 'has 4 facts'],
    [{ from: 5 }, 'has 4 facts'],
    [{ from: 1.5 }, 'has 4 facts'],
    [{ from: -1 }, 'has 4 facts'],
    [{ from: 'f/l/none' }, "'f/l/none' never started"],
    [{ from: 'wait' }, "give its path, such as 'flow/task'"],
  ] satisfies [ForkOptions, string][])('there is no point %o', async (options, says) => {
    const { conductor } = await open();
    const forked = conductor.fork('r', options);
    await expect(forked).rejects.toBeInstanceOf(ForkError);
    await expect(forked).rejects.toMatchObject({ code: 'FORK', runId: 'r' });
    await expect(forked).rejects.toThrow(says);
    expect((await conductor.runs()).runs).toHaveLength(1);
  });

  it('there is no point on the way back', async () => {
    const { stage, conductor } = await open();
    await stage.fail('execute r/wait');
    for (const from of [5, 6]) {
      const forked = conductor.fork('r', { from });
      await expect(forked).rejects.toBeInstanceOf(ForkError);
      await expect(forked).rejects.toThrow('name a point on its way forward');
    }
    expect((await conductor.runs()).runs).toHaveLength(1);
  });

  it('there is none of a run that there is not, and none under a known id', async () => {
    const { conductor } = await open();
    const none = conductor.fork('none', { from: 1 });
    await expect(none).rejects.toHaveProperty('code', 'RUN_UNKNOWN');
    const known = conductor.fork('r', { from: 1, id: 'r' });
    await expect(known).rejects.toHaveProperty('code', 'RUN_EXISTS');
  });

  it('the lock of the other is wanted, too', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('locked', {}, { id: 'k' });
    await stage.settle();
    const forked = conductor.fork('k', { from: 1, id: 'k2' });
    await expect(forked).rejects.toBeInstanceOf(LockedError);
    await stage.pass('execute k/a');
    await conductor.fork('k', { from: 1, id: 'k2' });
    await stage.settle();
    await stage.pass('execute k2/a');
    expect(await conductor.handle('k2').result()).toEqual({});
  });

  it('the new run waits for room like any other', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open(flowsOf(stage), { concurrency: 1 });
    await conductor.submit('f', { from: 1 }, { id: 'r' });
    await stage.settle();
    const forked = await conductor.fork('r', { from: 'f/l/wait', id: 'r2' });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/add', 'execute r/wait']);
    await stage.pass('execute r/wait');
    await stage.pass('execute r2/wait');
    expect(await forked.result()).toEqual({ sum: 2 });
  });
});

function flowsOf(stage: Stage) {
  const add = task({
    name: 'add',
    requires: { from: Type.Number() },
    provides: { sum: Type.Number() },
    execute({ from }, { run }) {
      stage.calls.push(`execute ${run.id}/add`);
      return { sum: from + 1 };
    },
    revert: () => undefined,
  });
  const input = { from: Type.Number() };
  return [
    flow({ name: 'f', input }, linear('l', add, stage.held('wait'))),
    flow({ name: 'side' }, parallel('p', stage.held('a'), stage.held('b'))),
    flow({ name: 'locked', lock: () => 'k' }, stage.held('a')),
  ] as const;
}
