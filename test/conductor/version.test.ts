// Goal: a run goes on with the version of its flow with which it began, and a conductor that cannot
// go on with it says so, and what to do.
import { flow, linear, StrayRunsError } from '@conductor/taskflow';
import type { ConductorOptions } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it('a new run takes the highest version, in whatever order they are registered', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open([v(stage, 2), v(stage, 10), v(stage, 1)]);
    const run = await conductor.submit('f', {}, { id: 'r' });
    expect((await run.status()).version).toBe(10);
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/a10']);
  });

  it('a run that has begun goes on with its own', async () => {
    const stage = await died(journal());
    const conductor = await stage.open([v(stage, 1), v(stage, 2)]);
    await conductor.submit('f', {}, { id: 'new' });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/a1', 'execute r/a1', 'execute new/a2']);
    await stage.pass('execute r/a1', 'execute new/a2');
    expect(await conductor.handle('r').result()).toEqual({});
    expect((await conductor.runs({ flow: 'f' })).runs.map(({ version }) => version)).toEqual([
      2, 1,
    ]);
  });

  it.each(Object.entries(strays))('does not open with %s', async (_name, [make, says]) => {
    const stage = await died(journal());
    const before = await stage.trace('r');
    const opening = stage.open(make(stage));
    await expect(opening).rejects.toBeInstanceOf(StrayRunsError);
    await expect(opening).rejects.toMatchObject({ code: 'STRAY_RUNS', problems: [says] });
    expect(await stage.trace('r')).toEqual(before);
  });

  it.each(Object.entries(strays))('leaves, when it is to, %s', async (_name, [make]) => {
    const stage = await died(journal());
    const conductor = await stage.open(make(stage), { strays: 'leave' });
    await stage.advance(pastLease);
    expect(stage.calls).toEqual(['execute r/a1']);
    expect((await conductor.handle('r').status()).status).toBe('RUNNING');
    // Another one knows it, and goes on while the first is open.
    await stage.open([v(stage, 1)], { strays: 'leave' });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/a1', 'execute r/a1']);
  });

  it('names the oldest of several, and how many there are', async () => {
    const stage = await died(journal(), ['r1', 'r2', 'r3']);
    await expect(stage.open([v(stage, 2)])).rejects.toMatchObject({
      problems: [`3 runs ('r1'): flow 'f' is not registered in version 1: register that one, too`],
    });
  });

  it('a run that rests is one of them', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open([v(stage, 1)], { concurrency: 1 });
    await conductor.submit('f', {}, { id: 'first' });
    const run = await conductor.submit('f', {}, { id: 'r' });
    await run.suspend();
    await stage.pass('execute first/a1');
    expect((await run.status()).status).toBe('SUSPENDED');
    await conductor.close();
    await expect(stage.open([v(stage, 2)])).rejects.toBeInstanceOf(StrayRunsError);
    expect(stage.clock.pending).toBe(0);
  });

  it('a run that is finished, or held by another, is none of them', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open([v(stage, 1)]);
    await conductor.submit('f', {}, { id: 'r' });
    await (await stage.open([v(stage, 2)])).close();
    await stage.pass('execute r/a1');
    await conductor.close();
    await (await stage.open([v(stage, 2)])).close();
    expect(stage.reports).toEqual([]);
  });
});

type Flows = (stage: Stage) => ConductorOptions['flows'];

const strays: Readonly<Record<string, readonly [Flows, string]>> = {
  'an unknown flow': [
    (stage) => [flow({ name: 'other' }, stage.held('a'))],
    "run 'r': flow 'f' is not registered: register it",
  ],
  'an unknown version': [
    (stage) => [v(stage, 2)],
    "run 'r': flow 'f' is not registered in version 1: register that one, too",
  ],
  'a changed structure': [
    (stage) => [flow({ name: 'f' }, linear('l', stage.held('a1'), stage.held('b')))],
    "run 'r': flow 'f' has changed under version 1: register it as it was, " +
      'and the changed one under a higher version',
  ],
};

/** A version of a flow; its one task has the number in its name. */
function v(stage: Stage, version: number) {
  return flow({ name: 'f', version }, stage.held(`a${version}`));
}

/** What runs of version 1 leave whose process has died. */
async function died(journal: Stage['journal'], ids: readonly string[] = ['r']): Promise<Stage> {
  const stage = new Stage(journal);
  const conductor = await stage.open([v(stage, 1)]);
  for (const id of ids) await conductor.submit('f', {}, { id });
  await stage.settle();
  stage.kill();
  await stage.advance(pastLease);
  return stage;
}
