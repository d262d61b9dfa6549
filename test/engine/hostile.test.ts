// Goal: whatever a task throws or returns, its run comes to an end that says so.
import {
  AbortError,
  flow,
  linear,
  nothingToUndo,
  quietLogger,
  run,
  task,
} from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { failing, inOrder, step } from './step.ts';
import type { Step } from './step.ts';
import { watch } from './watched.ts';

const unreadable = new Error('nobody sees this');
Object.defineProperty(unreadable, 'message', {
  get() {
    throw new Error('the message is a trap');
  },
});

const circular = new Error('round', { cause: new Error('and round') });
Object.defineProperty(circular.cause, 'cause', { value: circular });

const circle: Record<string, unknown> = {};
circle['self'] = circle;

const trapped = new Proxy(new Error('proxy'), {
  getPrototypeOf() {
    throw new Error('the prototype is a trap');
  },
});

interface Thrown {
  readonly value: unknown;
  readonly name: string;
  readonly message: string;
}

const thrown: Readonly<Record<string, Thrown>> = {
  nothing: { value: undefined, name: 'NotAnError', message: 'thrown: undefined' },
  null: { value: null, name: 'NotAnError', message: 'thrown: null' },
  'a text': { value: 'no luck', name: 'NotAnError', message: 'thrown: no luck' },
  'a number': { value: 404, name: 'NotAnError', message: 'thrown: 404' },
  'a symbol': { value: Symbol('s'), name: 'NotAnError', message: 'thrown: Symbol(s)' },
  'an object': { value: { code: 5 }, name: 'NotAnError', message: 'thrown: {"code":5}' },
  'a circle': {
    value: circle,
    name: 'NotAnError',
    message: 'thrown: something that has no text (object)',
  },
  'an object without a prototype': {
    value: Object.create(null),
    name: 'NotAnError',
    message: 'thrown: {}',
  },
  'a frozen error': { value: Object.freeze(new Error('ice')), name: 'Error', message: 'ice' },
  'an error that is its own cause': { value: circular, name: 'Error', message: 'round' },
  'errors together': {
    value: new AggregateError([new Error('one'), new Error('two')], 'both'),
    name: 'AggregateError',
    message: 'both',
  },
  'an error without a name': {
    value: Object.assign(new Error('anonymous'), { name: '' }),
    name: '',
    message: 'anonymous',
  },
  'an error whose message is no text': {
    value: Object.assign(new Error(), { message: { deep: 1 } }),
    name: 'Error',
    message: '{"deep":1}',
  },
  'an error that cannot be read': {
    value: unreadable,
    name: 'Error',
    message: 'an error that cannot be read',
  },
  'an error that cannot even be asked what it is': {
    value: trapped,
    name: 'Error',
    message: 'an error that cannot be read',
  },
};

const manners: Readonly<Record<string, (value: unknown) => Step>> = {
  throws: (value) =>
    step('a', {
      execute() {
        throw value;
      },
    }),
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- untyped code does.
  'rejects with': (value) => step('a', { execute: () => Promise.reject(value) }),
  'repeatedly rejects with': (value) =>
    step('a', {
      retry: { retries: 1, minTimeout: 0 },
      timeout: 1_000,
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- see above.
      execute: () => Promise.reject(value),
    }),
};

describe.each(Object.entries(manners))('a task that %s', (_, make) => {
  it.each(Object.entries(thrown))(
    '%s fails like any other',
    async (__, { value, name, message }) => {
      const watched = watch(inOrder(step('z'), make(value)), {});
      const error = await watched.error();
      expect(error.outcome).toBe('REVERTED');
      expect(error.failures).toMatchObject([{ name, message, kind: 'error', task: 'f/l/a' }]);
      expect(error.cause === value).toBe(true);
      expect(error.errors[0] === value).toBe(true);
      // Whatever was thrown, the log can be written and read.
      const facts: unknown = JSON.parse(JSON.stringify(watched.facts()));
      expect(facts).toEqual(watched.facts());
    },
  );
});

describe('a revert that throws', () => {
  it.each(Object.entries(thrown))('%s fails like any other', async (_, { value, message }) => {
    const a = step('a', {
      revert() {
        throw value;
      },
    });
    const error = await watch(inOrder(a, failing('b')), {}).error();
    expect(error).toMatchObject({ outcome: 'FAILURE', standing: ['f/l/a'] });
    expect(error.failures[1]).toMatchObject({ message, task: 'f/l/a' });
    expect(error.errors[1] === value).toBe(true);
  });
});

it('a chain of causes is followed for ten links', async () => {
  const a = step('a', { execute: () => Promise.reject(circular) });
  const error = await watch(inOrder(a), {}).error();
  let links = 0;
  for (let link = error.failures[0]?.cause; link !== undefined; link = link.cause) links += 1;
  expect(links).toBe(10);
});

it('an AbortError is thrown away around what it was made of', async () => {
  const a = step('a', { execute: () => Promise.reject(new AbortError('enough')) });
  const error = await watch(inOrder(a), {}).error();
  expect(error.failures).toMatchObject([{ name: 'Error', message: 'enough', retryable: false }]);
  expect(error.cause).toMatchObject({ name: 'Error', message: 'enough' });
});

describe('a value', () => {
  const strange: Readonly<Record<string, unknown>> = {
    'a function': () => 'called',
    'a symbol': Symbol('s'),
    'a circle': circle,
    'a big number': 5n,
    'a map': new Map([['a', 1]]),
  };
  const plain: Readonly<Record<string, unknown>> = {
    'an object with its own then that is no function': { then: 5 },
    null: null,
  };
  const everything = Object.entries({ ...strange, ...plain });

  it.each(everything)(
    'may be %s where no journal is, and comes through as it is',
    async (_, value) => {
      const { f, seen } = passing(value);
      const output = await run(f, {}, { log: quietLogger });
      expect(seen).toHaveLength(1);
      expect(seen[0]).toBe(value);
      expect(output.it).toBe(value);
    },
  );

  it.each(Object.entries(plain))('may be %s where a journal keeps it', async (_, value) => {
    const { f, seen } = passing(value);
    expect((await watch(f, {}).output()).it).toBe(value);
    expect(seen).toEqual([value]);
  });

  it.each(Object.entries(strange))('may not be %s where a journal keeps it', async (_, value) => {
    const { f, seen, reverted } = passing(value);
    const watched = watch(f, {});
    const error = await watched.error();
    expect(error.outcome).toBe('REVERTED');
    expect(error.failures).toMatchObject([
      { kind: 'invalid-result', code: 'INVALID_RESULT', task: 'f/l/give', retryable: false },
    ]);
    expect(error.failures[0]?.message).toMatch(
      /^'f\/l\/give' returned what a journal cannot keep: 'it' /,
    );
    expect([seen, reverted]).toEqual([[], ['failed']]);
    const facts: unknown = JSON.parse(JSON.stringify(watched.facts()));
    expect(facts).toEqual(watched.facts());
  });

  /** A flow in which one task gives a value, and another takes it. */
  function passing(value: unknown) {
    const seen: unknown[] = [];
    const reverted: string[] = [];
    const give = task({
      name: 'give',
      provides: { it: Type.Unknown() },
      execute: () => ({ it: value }),
      revert: (_input, { outcome }) => void reverted.push(outcome),
    });
    const take = task({
      name: 'take',
      requires: { it: Type.Unknown() },
      execute: ({ it: given }) => void seen.push(given),
      revert: nothingToUndo,
    });
    return { f: flow({ name: 'f' }, linear('l', give, take)), seen, reverted };
  }
});

describe('a promise', () => {
  it('is waited for, whoever made it', async () => {
    const order: string[] = [];
    const a = step('a', {
      // @ts-expect-error -- a promise of another library.
      execute: () => ({
        then(resolve: (value: undefined) => void) {
          void Promise.resolve().then(() => {
            order.push('a is done');
            resolve(undefined);
          });
        },
      }),
    });
    const b = step('b', { execute: () => void order.push('b starts') });
    await watch(inOrder(a, b), {}).output();
    expect(order).toEqual(['a is done', 'b starts']);
  });

  it('may be kept with another promise', async () => {
    const a = step('a', {
      execute: () => new Promise((resolve) => resolve(Promise.reject(new Error('inner')))),
    });
    const error = await watch(inOrder(a), {}).error();
    expect(error.failures).toMatchObject([{ message: 'inner' }]);
  });

  it('that throws when it is asked fails its task', async () => {
    const a = step('a', {
      // @ts-expect-error -- a broken promise of another library.
      execute: () => ({
        then() {
          throw new Error('no promise');
        },
      }),
    });
    const error = await watch(inOrder(a), {}).error();
    expect(error.failures).toMatchObject([{ message: 'no promise' }]);
  });
});
