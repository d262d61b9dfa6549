// Goal: what a run is given is checked before anything is written, told or started, and what goes
// from task to task is checked before the task that takes it starts.
import { flow, InputError, linear, nothingToUndo, run, task } from '@conductor/taskflow';
import type { Flow } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { inOrder, step } from './step.ts';
import { handMade } from '../journal/hand-made.ts';
import { watch } from './watched.ts';

const Order = Type.Object({ lines: Type.Array(Type.Object({ size: Type.Integer() })) });

describe('the input of a run', () => {
  const cases: readonly [what: string, input: unknown, problems: readonly string[]][] = [
    ['is complete', { id: 'x1', order: { lines: [] } }, []],
    ['may leave out what is optional', { id: 'x1', order: { lines: [] }, dry: undefined }, []],
    ['may give what is optional', { id: 'x1', order: { lines: [] }, dry: true }, []],
    ['lacks a key', { order: { lines: [] } }, ["'id' is missing"]],
    ['has a key of another type', { id: 5, order: { lines: [] } }, ["'id' must be string"]],
    ['breaks a pattern', { id: 'y', order: { lines: [] } }, [`'id' must match pattern "^x"`]],
    [
      'is wrong deep inside',
      { id: 'x1', order: { lines: [{ size: 1 }, { size: 1.5 }] } },
      ["'order' at /lines/1/size must be integer"],
    ],
    [
      'lacks something deep inside',
      { id: 'x1', order: { lines: [{}] } },
      ["'order' at /lines/0/size is missing"],
    ],
    [
      'has a key that is not declared',
      { id: 'x1', order: { lines: [] }, extra: 1 },
      ["'extra' is not declared"],
    ],
    [
      'is wrong in several ways',
      { dry: 'yes', more: 1 },
      ["'id' is missing", "'order' is missing", "'more' is not declared", "'dry' must be boolean"],
    ],
  ];

  it.each(cases)('is checked when it %s', async (_, input, problems) => {
    const { error, touched } = await tried(input);
    if (problems.length === 0) {
      expect(error).toBeUndefined();
      return;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      name: 'InputError',
      code: 'INPUT',
      flow: 'orders',
      problems,
      message: `taskflow: flow 'orders' was given a wrong input: ${problems.join('; ')}`,
    });
    expect(touched).toEqual([]);
  });

  it.each([[undefined], [null], ['text'], [7], [[]]])('is refused when it is %j', async (input) => {
    const { error, touched } = await tried(input);
    expect(error).toBeInstanceOf(InputError);
    expect(touched).toEqual([]);
  });

  it('is checked even when the checks between tasks are left out', async () => {
    const { error } = await tried({ id: 5 }, { validate: false });
    expect(error).toBeInstanceOf(InputError);
  });

  it('reaches the tasks that require it, and no others', async () => {
    const seen: unknown[] = [];
    const reader = task({
      name: 'reader',
      requires: { id: Type.String(), dry: Type.Optional(Type.Boolean()) },
      execute: (input) => void seen.push(input),
      revert: nothingToUndo,
    });
    const input = { id: Type.String(), dry: Type.Optional(Type.Boolean()), more: Type.Number() };
    const f = flow({ name: 'f', input }, linear('l', reader));
    await watch(f, { id: 'x', more: 1 }).output();
    await watch(f, { id: 'y', more: 2, dry: true }).output();
    expect(seen).toEqual([{ id: 'x' }, { id: 'y', dry: true }]);
  });

  it('is the first thing in the log', async () => {
    const f = flow({ name: 'f', version: 3, input: { id: Type.String() } }, step('a'));
    const watched = watch(f, { id: 'x' });
    await watched.output();
    expect(watched.facts()[0]).toEqual({
      type: 'run-started',
      at: 0,
      run: 'r',
      flow: 'f',
      version: 3,
      input: { id: 'x' },
    });
  });
});

describe('the input of a task', () => {
  const give = (value: string) =>
    task({
      name: 'give',
      provides: { word: Type.String() },
      execute: () => ({ word: value }),
      revert: () => {},
    });
  const take = (calls: unknown[], revert: () => void = () => {}) =>
    task({
      name: 'take',
      requires: { word: Type.String({ minLength: 3 }) },
      retry: { retries: 5 },
      execute: (input) => void calls.push(input),
      revert,
    });
  const words = (value: string, calls: unknown[]) =>
    flow({ name: 'f' }, linear('l', give(value), take(calls)));

  it('is checked by its own schema, whoever provided it', async () => {
    const calls: unknown[] = [];
    const watched = watch(words('no', calls), {});
    const error = await watched.error();
    const message =
      "'f/l/take' was given a wrong input: 'word' must NOT have fewer than 3 characters";
    expect(error.failures).toEqual([
      {
        name: 'TaskError',
        message,
        code: 'INVALID_INPUT',
        kind: 'invalid-input',
        retryable: false,
        task: 'f/l/take',
        attempt: 1,
      },
    ]);
    expect(error.cause).toMatchObject({ name: 'TaskError', code: 'INVALID_INPUT', message });
    expect(calls).toEqual([]);
  });

  it('refuses the task, which is never tried, started or reverted', async () => {
    const watched = watch(words('no', []), {});
    await watched.error();
    expect(watched.events).toEqual([
      'run RUNNING',
      'give running',
      'give succeeded',
      'take refused',
      'run REVERTING',
      'give reverting',
      'give reverted',
      'run REVERTED',
    ]);
  });

  it('is not checked when the run leaves the checks out', async () => {
    const calls: unknown[] = [];
    await watch(words('no', calls), {}, { validate: false }).output();
    expect(calls).toEqual([{ word: 'no' }]);
  });

  it('comes to each attempt and to the revert as it came at first, whatever they did with it', async () => {
    const seen: number[] = [];
    const careless = task({
      name: 'careless',
      requires: { count: Type.Number() },
      retry: { retries: 1, minTimeout: 0 },
      execute(input: { count: number }) {
        seen.push((input.count += 1));
        throw new Error('careless');
      },
      revert: ({ count }) => void seen.push(count),
    });
    const f = flow({ name: 'f', input: { count: Type.Number() } }, careless);
    await watch(f, { count: 1 }).error();
    expect(seen).toEqual([2, 2, 1]);
  });
});

it('runs one flow many times at once, each run with its own values', async () => {
  const double = task({
    name: 'double',
    requires: { value: Type.Number() },
    provides: { doubled: Type.Number() },
    execute: async ({ value }) => ({ doubled: value * 2 }),
    revert: nothingToUndo,
  });
  const f = flow({ name: 'f', input: { value: Type.Number() } }, double);
  const values = Array.from({ length: 50 }, (_, index) => index);
  const outputs = await Promise.all(values.map((value) => run(f, { value })));
  expect(outputs.map(({ doubled }) => doubled)).toEqual(values.map((value) => value * 2));
});

it('gives what the flow provides, and leaves out what stayed away', async () => {
  const give = task({
    name: 'give',
    provides: { sure: Type.String(), maybe: Type.Optional(Type.String()) },
    execute: () => ({ sure: 'yes' }),
    revert: nothingToUndo,
  });
  const output = await watch(flow({ name: 'f' }, give), {}).output();
  expect(Object.keys(output)).toEqual(['sure']);
});

it('gives every run an id of its own when it is given none', async () => {
  const ids: string[] = [];
  const f = inOrder(step('a', { execute: (_input, ctx) => void ids.push(ctx.run.id) }));
  await run(f, {});
  await run(f, {});
  expect(ids[0]).toMatch(/^[0-9a-z]+(-[0-9a-z]+){2}-\d+$/);
  expect(ids[1]).not.toBe(ids[0]);
});

/** Runs a flow with an input that the compiler has not seen, and tells what was touched. */
async function tried(given: unknown, options: { validate?: boolean } = {}) {
  const touched: string[] = [];
  const journal = handMade(() => void touched.push('write'));
  const input = {
    id: Type.String({ pattern: '^x' }),
    order: Order,
    dry: Type.Optional(Type.Boolean()),
  };
  const f: Flow = flow({ name: 'orders', input }, linear('l', step('a')));
  const listener = (): void => void touched.push('listen');
  const error: unknown = await run(f, given, { journal, listeners: [listener], ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, touched };
}
