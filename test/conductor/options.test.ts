// Goal: options that cannot work are refused before anything happens, and those that can do what
// they say.
import { DeclarationError, flow, parallel, receiver } from '@conductor/taskflow';
import type { ConductorOptions, Flow } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { step } from '../engine/step.ts';
import { journals, Stage } from './stage.ts';

describe('a conductor is not opened with', () => {
  const made: Flow = flow({ name: 'f' }, step('a'));
  const host = receiver('host', []);
  const wrong: readonly (readonly [string, Partial<ConductorOptions>, string])[] = [
    ['no room for a run', { concurrency: 0 }, 'concurrency is 0'],
    ['room for half a run', { concurrency: 1.5 }, 'concurrency is 1.5'],
    ['room for no number of runs', { concurrency: Number.NaN }, 'concurrency is NaN'],
    ['no room for a task', { concurrencyPerRun: 0 }, 'concurrencyPerRun is 0'],
    // @ts-expect-error Untyped code does.
    ['a lease that is no time', { lease: 'x' }, "'lease' is 'x'"],
    ['a lease that is over at once', { lease: 0 }, "'lease' is '0'"],
    ['a lease below nothing', { lease: -1 }, "'lease' is '-1'"],
    ['a retention that is no time', { retention: Number.NaN }, "'retention' is 'NaN'"],
    ['two receivers of one name', { receivers: [host, host] }, "'host': is registered twice"],
    ['two flows of one name and version', { flows: [made, made] }, "'f': is registered twice"],
  ];
  it.each(wrong)('%s', async (_, options, says) => {
    const stage = new Stage();
    const seen: string[] = [];
    const opening = stage.open([made], options, (method) => void seen.push(method));
    await expect(opening).rejects.toBeInstanceOf(DeclarationError);
    await expect(opening).rejects.toThrow(says);
    expect(seen).toEqual([]);
    expect(stage.clock.pending).toBe(0);
  });
});

it('no more tasks of a run are under way than there may be', async () => {
  const stage = new Stage();
  const side = parallel('p', stage.held('a'), stage.held('b'), stage.held('c'));
  const conductor = await stage.open([flow({ name: 'f' }, side)], { concurrencyPerRun: 2 });
  await conductor.submit('f', {}, { id: 'r' });
  await stage.settle();
  expect(stage.calls).toEqual(['execute r/a', 'execute r/b']);
  await stage.pass('execute r/b');
  expect(stage.calls).toEqual(['execute r/a', 'execute r/b', 'execute r/c']);
});

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it('finished runs are forgotten when they are old enough, and unfinished ones never', async () => {
    const stage = new Stage(journal());
    const made = flow({ name: 'f' }, stage.held('a'));
    const conductor = await stage.open([made], { retention: '1m' });
    for (const id of ['done', 'failed', 'running']) await conductor.submit('f', {}, { id });
    await stage.settle();
    await stage.pass('execute done/a');
    await stage.fail('execute failed/a');
    const ids = async () => (await conductor.runs()).runs.map(({ id }) => id);
    await stage.advance(58_000);
    expect(await ids()).toEqual(['running', 'failed', 'done']);
    await stage.advance(10_000);
    expect(await ids()).toEqual(['running']);
    await expect(conductor.handle('done').result()).rejects.toHaveProperty('code', 'RUN_UNKNOWN');
    await stage.advance(600_000);
    await stage.pass('execute running/a');
    expect(await conductor.handle('running').result()).toEqual({});
  });

  it('finished runs are kept for ever when nothing is said', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open([flow({ name: 'f' }, step('a'))]);
    await (await conductor.submit('f', {}, { id: 'r' })).result();
    await stage.clock.advance(3_600_000);
    expect(await conductor.handle('r').result()).toEqual({});
  });
});
