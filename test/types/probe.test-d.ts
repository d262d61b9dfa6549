// Goal: a probe is held to what its task provides, as `execute` is.
import { implement, nothingToUndo, task } from '@conductor/taskflow';
import type { Context, Probed } from '@conductor/taskflow';
import { Type } from 'typebox';
import { expectTypeOf, it } from 'vitest';

const about = {
  name: 'boot',
  requires: { image: Type.String(), zone: Type.Optional(Type.String()) },
  provides: { server: Type.String() },
  revert: nothingToUndo,
} as const;
const execute = () => ({ server: 's1' });
const contract = task({ ...about, at: 'compute' });
const idle = { name: 'idle', revert: nothingToUndo } as const;
const rest = () => {};

it('a probe answers with the result that execute would have returned, or that there is none', () => {
  type Expected =
    | { readonly done: false; readonly result?: never }
    | { readonly done: true; readonly result: { readonly server: string } };
  expectTypeOf<Probed<(typeof about)['provides']>>().toEqualTypeOf<Expected>();
  const found = { done: true, result: { server: 's1' } } as const;
  task({ ...about, execute, probe: () => found });
  task({ ...about, execute, probe: async () => found });
  task({ ...about, execute, probe: ({ image }) => (image === '' ? { done: false } : found) });
  implement(contract, { execute, probe: async () => found });
});

it('a probe is given what execute is given', () => {
  task({
    ...about,
    execute,
    probe(input, context) {
      expectTypeOf(input).toEqualTypeOf<{ readonly image: string; readonly zone?: string }>();
      expectTypeOf(context).toEqualTypeOf<Context>();
      return { done: false };
    },
  });
  implement(contract, {
    execute,
    probe(input, context) {
      expectTypeOf(input).toEqualTypeOf<{ readonly image: string; readonly zone?: string }>();
      expectTypeOf(context).toEqualTypeOf<Context>();
      return { done: false };
    },
  });
});

it('a probe of a task that provides nothing has no result', () => {
  type Expected =
    | { readonly done: false; readonly result?: never }
    | { readonly done: true; readonly result?: never };
  expectTypeOf<Probed<{}>>().toEqualTypeOf<Expected>();
  task({ ...idle, execute: rest, probe: () => ({ done: true }) });
  task({ ...idle, execute: rest, probe: async (_input, { attempt }) => ({ done: attempt > 1 }) });
  // @ts-expect-error The task provides nothing.
  task({ ...idle, execute: rest, probe: () => ({ done: true, result: { server: 's1' } }) });
});

it('a wrong answer of a probe is a mistake', () => {
  // @ts-expect-error The result is missing.
  task({ ...about, execute, probe: () => ({ done: true }) });
  // @ts-expect-error The result has another type.
  task({ ...about, execute, probe: () => ({ done: true, result: { server: 1 } }) });
  // @ts-expect-error The result has another key.
  task({ ...about, execute, probe: async () => ({ done: true, result: { sever: 's1' } }) });
  // @ts-expect-error What is not done has no result.
  task({ ...about, execute, probe: () => ({ done: false, result: { server: 's1' } }) });
  // @ts-expect-error It may be done, and then there is no result.
  task({ ...about, execute, probe: ({ image }) => ({ done: image !== '' }) });
  // @ts-expect-error Nothing is said.
  task({ ...about, execute, probe: () => {} });
  // @ts-expect-error The result has another type.
  implement(contract, { execute, probe: () => ({ done: true, result: { server: 1 } }) });
  // @ts-expect-error The result is missing.
  implement(contract, { execute, probe: async () => ({ done: true }) });
});

it('a contract leaves its probe to who implements it', () => {
  // @ts-expect-error There is no code here to ask about.
  task({ ...about, at: 'compute', probe: () => ({ done: false }) });
});
