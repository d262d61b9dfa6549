// Goal: tasks and values may have any name, also one that every object of the language has already.
import { flow, linear, nothingToUndo, rename, task } from '@conductor/taskflow';
import type { Flow } from '@conductor/taskflow';
import { replay, statusOf } from '@conductor/taskflow/kernel';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { failing, inOrder, step } from './step.ts';
import { watch } from './watched.ts';

describe('a name', () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    ' ',
    '💥',
    '//x',
  ];

  it.each(names.slice(0, -1))('of a task may be %j', async (name) => {
    const f = inOrder(step(name, { execute: (_input, ctx) => ctx.record('x', 1) }), failing('z'));
    const watched = watch(f, {});
    const error = await watched.error();
    expect(error.reverted).toEqual([`f/l/${name}`, 'f/l/z']);
    expect(watched.events.slice(1, 3)).toEqual([`${name} running`, `${name} succeeded`]);
    expect(statusOf(replay(f.plan, watched.facts()), `f/l/${name}`)).toBe('reverted');
  });

  it('of a task may not look like a path', () => {
    expect(() => inOrder(step('//x'))).toThrow("in 'f/l', '//x' is no name");
  });

  it.each(['constructor', 'toString', 'valueOf'])('of a value may be %s', async (name) => {
    const seen: unknown[] = [];
    const give = task({
      name: 'give',
      provides: { [name]: Type.String() },
      execute: (): Record<string, string> => ({ [name]: 'given' }),
      revert: (_input, { result }) => void seen.push(result),
    });
    const take = task({
      name: 'take',
      requires: { [name]: Type.String() },
      execute: (input) => void seen.push(input),
      revert: nothingToUndo,
    });
    const f: Flow = flow({ name: 'f' }, linear('l', give, take));
    expect(await watch(f, {}).output()).toEqual({ [name]: 'given' });
    const broken: Flow = flow({ name: 'f' }, linear('l', give, take, failing('z')));
    await watch(broken, {}).error();
    expect(seen).toEqual([{ [name]: 'given' }, { [name]: 'given' }, { [name]: 'given' }]);
  });

  it('that every object inherits is renamed only when it is meant', async () => {
    const seen: unknown[] = [];
    const take = task({
      name: 'take',
      requires: { constructor: Type.String(), b: Type.String() },
      execute: (input) => void seen.push(input),
      revert: nothingToUndo,
    });
    const input = { constructor: Type.String(), c: Type.String() };
    const f: Flow = flow({ name: 'f', input }, linear('l', rename(take, { requires: { b: 'c' } })));
    await watch(f, { constructor: 'x', c: 'y' }).output();
    expect(seen).toEqual([{ constructor: 'x', b: 'y' }]);
  });

  it('that every object inherits is not there when an optional input of it is not given', async () => {
    const seen: unknown[] = [];
    const shape = { constructor: Type.Optional(Type.Unknown()) };
    const a = task({
      name: 'a',
      requires: shape,
      execute: (input) => void seen.push(Object.keys(input)),
      revert: nothingToUndo,
    });
    const f: Flow = flow({ name: 'f', input: shape }, a);
    await watch(f, {}).output();
    expect(seen).toEqual([[]]);
  });

  it('that every object inherits is not there when an optional result of it stays away', async () => {
    const give = task({
      name: 'give',
      provides: { toString: Type.Optional(Type.Unknown()) },
      execute: () => ({}),
      revert: nothingToUndo,
    });
    const f: Flow = flow({ name: 'f' }, give);
    expect(await watch(f, {}).output()).toEqual({});
  });
});
