// Goal: a value that no journal can keep fails the task that gives it, and nothing else.
import { flow, linear, task } from '@conductor/taskflow';
import type { Conductor, Context } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

const values: readonly (readonly [string, unknown, string])[] = [
  ['a function', () => 1, 'is a function'],
  ['a bigint', 1n, 'is a bigint'],
  ['a date', new Date(0), "is of class 'Date'"],
  ['a value in itself', loop(), 'holds itself'],
  ['no number', [Number.NaN], 'is NaN'],
];

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it.each(values)('%s as a result fails its task', async (_name, value, says) => {
    const stage = new Stage(journal());
    const conductor = await stage.open(flowsOf(stage, () => ({ any: value })));
    const run = await conductor.submit('f', {}, { id: 'r' });
    await expect(run.result()).rejects.toMatchObject({
      outcome: 'REVERTED',
      failures: [{ task: 'f/l/give', kind: 'invalid-result', retryable: false }],
      reverted: ['f/l/z', 'f/l/give'],
    });
    await expect(run.result()).rejects.toThrow(says);
    await sound(stage, conductor);
  });

  it.each(values)('%s as a recorded value fails its task', async (_name, value, says) => {
    const stage = new Stage(journal());
    const give = async (context: Context): Promise<object> => {
      await context.record('it', value);
      return { any: 1 };
    };
    const conductor = await stage.open(flowsOf(stage, give));
    const run = await conductor.submit('f', {}, { id: 'r' });
    await expect(run.result()).rejects.toMatchObject({
      outcome: 'REVERTED',
      failures: [{ task: 'f/l/give', code: 'NOT_CARRIABLE' }],
    });
    await expect(run.result()).rejects.toThrow(says);
    expect((await stage.trace('r')).join()).not.toContain('value-recorded');
    await sound(stage, conductor);
  });

  it('a value that a journal keeps is the same after a death', async () => {
    const any = {
      text: 'ä\u0000\ud83d\ude00',
      list: [1, -0.5, 1e300, null, true],
      deep: { a: {} },
    };
    const stage = new Stage(journal());
    const flows = flowsOf(stage, () => ({ any }));
    const first = await stage.open(flows);
    await first.submit('f', {}, { id: 'r' });
    await stage.settle();
    stage.kill();
    await stage.advance(pastLease);
    const next = await stage.open(flows);
    await stage.settle();
    await stage.pass('execute r/wait');
    expect(await next.handle('r').result()).toEqual({ any });
  });
});

/** The conductor goes on with other runs. */
async function sound(stage: Stage, conductor: Opened): Promise<void> {
  const other = await conductor.submit('sound', {}, { id: 'other' });
  await stage.settle();
  await stage.pass('execute other/wait');
  expect(await other.result()).toEqual({});
  expect(stage.reports).toEqual([]);
}

type Opened = Conductor<ReturnType<typeof flowsOf>[number]>;

function flowsOf(stage: Stage, give: (context: Context) => object | Promise<object>) {
  const any = { any: Type.Unknown() };
  const giving = task({
    name: 'give',
    provides: any,
    execute: async (_input, context) => ({ any: undefined, ...(await give(context)) }),
    revert: () => undefined,
  });
  const z = stage.held('z', { execute: () => undefined });
  return [
    flow({ name: 'f' }, linear('l', z, giving, stage.held('wait'))),
    flow({ name: 'sound' }, stage.held('wait')),
  ] as const;
}

function loop(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}
