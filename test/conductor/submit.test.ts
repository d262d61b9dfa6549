// Goal: a run is submitted once however often that is asked, and a mistake is told before anything
// is written.
import {
  DeclarationError,
  flow,
  FlowUnknownError,
  InputError,
  linear,
  nothingToUndo,
  task,
} from '@conductor/taskflow';
import type { Conductor } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { step } from '../engine/step.ts';
import { journals, Stage } from './stage.ts';

const input = { name: Type.String(), size: Type.Optional(Type.Number()) };
const greet = task({
  name: 'greet',
  requires: { name: Type.String() },
  provides: { greeting: Type.String() },
  execute: ({ name }) => ({ greeting: `hello ${name}` }),
  revert: nothingToUndo,
});

function flowsOf(stage: Stage) {
  const welcome = flow({ name: 'welcome', input }, linear('l', greet, stage.held('wait')));
  return [welcome, flow({ name: 'other', input }, greet)] as const;
}

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async (): Promise<{ stage: Stage; conductor: Opened }> => {
    const stage = new Stage(journal());
    return { stage, conductor: await stage.open(flowsOf(stage)) };
  };

  it('a run gives what its flow provides', async () => {
    const { conductor } = await open();
    const run = await conductor.submit('other', { name: 'Ada' });
    expect(await run.result()).toEqual({ greeting: 'hello Ada' });
  });

  it('a run has the id that it was given, and else one that no other has', async () => {
    const { conductor } = await open();
    const given = await conductor.submit('other', { name: 'Ada' }, { id: 'r' });
    const one = await conductor.submit('other', { name: 'Ada' });
    const other = await conductor.submit('other', { name: 'Ada' });
    expect(given.id).toBe('r');
    expect(new Set([given.id, one.id, other.id]).size).toBe(3);
  });

  it('the journal has the run when it is submitted', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('welcome', { name: 'Ada' }, { id: 'r' });
    expect(await stage.journal.find('r')).toMatchObject({ flow: 'welcome', status: 'RUNNING' });
  });

  it('the same again is the same run, in whatever order its keys are', async () => {
    const { stage, conductor } = await open();
    const one = await conductor.submit('welcome', { name: 'Ada', size: 1 }, { id: 'r' });
    const two = await conductor.submit('welcome', { size: 1, name: 'Ada' }, { id: 'r' });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/wait']);
    await stage.pass('execute r/wait');
    expect(await Promise.all([one.result(), two.result()])).toEqual(
      Array(2).fill({ greeting: 'hello Ada' }),
    );
  });

  it('the same again while the first is on its way is the same run', async () => {
    const { stage, conductor } = await open();
    const submit = () => conductor.submit('welcome', { name: 'Ada' }, { id: 'r' });
    const runs = await Promise.all([submit(), submit(), submit()]);
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/wait']);
    await stage.pass('execute r/wait');
    for (const run of runs) expect(await run.result()).toEqual({ greeting: 'hello Ada' });
  });

  it('the same again is what it was when the run is over', async () => {
    const { stage, conductor } = await open();
    await (await conductor.submit('other', { name: 'Ada' }, { id: 'r' })).result();
    const before = await stage.trace('r');
    const again = await conductor.submit('other', { name: 'Ada' }, { id: 'r' });
    expect(await again.result()).toEqual({ greeting: 'hello Ada' });
    expect(await stage.trace('r')).toEqual(before);
  });

  it('the same again at another conductor is the same run', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('welcome', { name: 'Ada' }, { id: 'r' });
    const other = await stage.open(flowsOf(stage));
    const run = await other.submit('welcome', { name: 'Ada' }, { id: 'r' });
    let result: unknown;
    void run.result().then((value) => (result = value));
    await stage.settle();
    await stage.pass('execute r/wait');
    expect(result).toBeUndefined();
    // It is told with the next heartbeat, as the run is driven elsewhere.
    await stage.advance(5_000);
    expect(result).toEqual({ greeting: 'hello Ada' });
    expect(stage.calls).toEqual(['execute r/wait']);
  });

  it('the same again after a death is the same run, while it goes on', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('welcome', { name: 'Ada' }, { id: 'r' });
    stage.kill();
    await stage.advance(10_000);
    const other = await stage.open(flowsOf(stage));
    await stage.settle();
    let again: unknown;
    void other.submit('welcome', { name: 'Ada' }, { id: 'r' }).then((run) => (again = run.id));
    await stage.settle();
    expect(again).toBe('r');
  });

  it.each([
    ['another input', (to: Opened) => to.submit('welcome', { name: 'Bob' }, { id: 'r' })],
    ["flow 'welcome'", (to: Opened) => to.submit('other', { name: 'Ada' }, { id: 'r' })],
  ])('its id is not given to another run: %s', async (culprit, submit) => {
    const { stage, conductor } = await open();
    await conductor.submit('welcome', { name: 'Ada' }, { id: 'r' });
    const before = await stage.trace('r');
    const submitted = submit(conductor);
    await expect(submitted).rejects.toHaveProperty('code', 'RUN_EXISTS');
    await expect(submitted).rejects.toThrow(culprit);
    await stage.settle();
    expect(await stage.trace('r')).toEqual(before);
  });

  it('a value that no journal can keep is refused before anything is written', async () => {
    const stage = new Stage(journal());
    const loose = flow({ name: 'loose', input: { any: Type.Unknown() } }, step('a'));
    const conductor = await stage.open([loose]);
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const any of [() => 1, 1n, new Date(0), cycle, [Number.NaN]]) {
      const submitted = conductor.submit('loose', { any }, { id: 'r' });
      await expect(submitted).rejects.toBeInstanceOf(InputError);
    }
    expect((await conductor.runs()).runs).toEqual([]);
  });
});

it('a wrong input is refused with every problem before anything is written', async () => {
  const stage = new Stage();
  const conductor = await stage.open(flowsOf(stage));
  // @ts-expect-error Neither is what the flow takes.
  const submitted = conductor.submit('welcome', { name: 1, size: 'x' }, { id: 'r' });
  await expect(submitted).rejects.toBeInstanceOf(InputError);
  await expect(submitted).rejects.toMatchObject({ code: 'INPUT', flow: 'welcome' });
  await expect(submitted).rejects.toHaveProperty('problems.length', 2);
  expect((await conductor.runs()).runs).toEqual([]);
});

it('a flow that is not registered is refused with those that are', async () => {
  const stage = new Stage();
  const conductor = await stage.open(flowsOf(stage));
  // @ts-expect-error There is no such flow.
  const submitted = conductor.submit('farewell', {});
  await expect(submitted).rejects.toBeInstanceOf(FlowUnknownError);
  await expect(submitted).rejects.toMatchObject({
    flow: 'farewell',
    version: undefined,
    known: ['welcome@1', 'other@1'],
  });
});

it.each([
  ['throws', () => expect.fail('no key today'), 'no key today'],
  ['gives an empty text', () => '', 'gave no key'],
  // @ts-expect-error Untyped code does.
  ['gives no text', (): string => 7, 'gave no key'],
])('a lock that %s refuses the run before anything is written', async (_, lock, says) => {
  const stage = new Stage();
  const conductor = await stage.open([flow({ name: 'f', lock }, step('a'))]);
  const submitted = conductor.submit('f', {});
  await expect(submitted).rejects.toBeInstanceOf(DeclarationError);
  await expect(submitted).rejects.toThrow(says);
  expect((await conductor.runs()).runs).toEqual([]);
});

type Opened = Conductor<ReturnType<typeof flowsOf>[number]>;
