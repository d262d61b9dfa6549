// Goal: what cannot work is refused where it is declared, by the name of the culprit and with the
// way out. The compiler sees most of it first; this is for code that it has not seen.
import {
  atReceiver,
  condition,
  DeclarationError,
  flow,
  graph,
  implement,
  inject,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  receiver,
  rename,
  task,
  TaskflowError,
  when,
} from '@conductor/taskflow';
import type { Node } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { step } from './step.ts';

const execute = (): void => {};
const Id = { id: Type.String() };
const locked = flow({ name: 'locked', input: Id, lock: ({ id }) => `it:${id}` }, step('x'));
const always = condition({ name: 'q', test: () => true });
const notDone = () => ({ done: false }) as const;
const contract = task({ name: 'c', at: 'compute', revert: nothingToUndo });
const reverted = task({ name: 'c', at: 'compute', revert: atReceiver });

interface Case {
  readonly make: () => unknown;
  readonly culprit: string;
  readonly problem: string;
}

const cases: Readonly<Record<string, Case>> = {
  'a task without a revert': {
    // @ts-expect-error -- untyped code forgets it.
    make: () => task({ name: 'a', execute }),
    culprit: 'a',
    problem: "says nothing of its revert: give a function, 'nothingToUndo' or 'irreversible'",
  },
  'a task whose revert is a word': {
    // @ts-expect-error -- untyped code takes the word for the thing.
    make: () => task({ name: 'a', execute, revert: 'nothing' }),
    culprit: 'a',
    problem: "says nothing of its revert: give a function, 'nothingToUndo' or 'irreversible'",
  },
  'a task whose revert is an object of somebody else': {
    // @ts-expect-error -- untyped code gives anything.
    make: () => task({ name: 'a', execute, revert: { undo: 'later' } }),
    culprit: 'a',
    problem: "says nothing of its revert: give a function, 'nothingToUndo' or 'irreversible'",
  },
  'a task whose code is no code': {
    // @ts-expect-error -- untyped code gives anything.
    make: () => task({ name: 'a', execute: 'go', revert: nothingToUndo }),
    culprit: 'a',
    problem: "has an 'execute' that is no function",
  },
  'an implementation whose code is no code': {
    // @ts-expect-error -- untyped code gives anything.
    make: () => implement(contract, { execute: 'go' }),
    culprit: 'c',
    problem: "has an 'execute' that is no function",
  },
  'a task without code': {
    // @ts-expect-error -- untyped code forgets it.
    make: () => task({ name: 'a', revert: nothingToUndo }),
    culprit: 'a',
    problem: "has no code: give 'execute', or 'at' to name a receiver",
  },
  'a task with code here and there': {
    // @ts-expect-error -- untyped code gives both.
    make: () => task({ name: 'a', execute, at: 'compute', revert: nothingToUndo }),
    culprit: 'a',
    problem: "has both 'execute' and 'at': with a receiver, the code is given to 'implement'",
  },
  'a task whose probe is no code': {
    // @ts-expect-error -- untyped code gives anything.
    make: () => task({ name: 'a', execute, probe: 'look', revert: nothingToUndo }),
    culprit: 'a',
    problem: "has a 'probe' that is no function",
  },
  'an implementation whose probe is no code': {
    // @ts-expect-error -- untyped code gives anything.
    make: () => implement(contract, { execute, probe: { done: true } }),
    culprit: 'c',
    problem: "has a 'probe' that is no function",
  },
  'a task with its code elsewhere and its probe here': {
    // @ts-expect-error -- untyped code gives both.
    make: () => task({ name: 'a', probe: notDone, at: 'compute', revert: nothingToUndo }),
    culprit: 'a',
    problem: "has both 'probe' and 'at': with a receiver, the code is given to 'implement'",
  },
  'a local task that is reverted elsewhere': {
    make: () => task({ name: 'a', execute, revert: atReceiver }),
    culprit: 'a',
    problem: "is reverted 'atReceiver', but names none: give 'at'",
  },
  'a policy of half a retry': {
    make: () => step('a', { retry: { retries: 1.5 } }),
    culprit: 'a',
    problem: "cannot retry: 'retries' is 1.5, use a whole number from 0 to 9999",
  },
  'a policy without an end': {
    make: () => step('a', { retry: { retries: Number.POSITIVE_INFINITY } }),
    culprit: 'a',
    problem: "cannot retry: 'retries' is Infinity, use a whole number from 0 to 9999",
  },
  'a policy of fewer retries than none': {
    make: () => step('a', { retry: { retries: -1 } }),
    culprit: 'a',
    problem: "cannot retry: 'retries' is -1, use a whole number from 0 to 9999",
  },
  'a policy with a pause before the failure': {
    make: () => step('a', { retry: { retries: 1, minTimeout: -5 } }),
    culprit: 'a',
    problem: "cannot retry: 'minTimeout' is -5, use a number that is not negative",
  },
  'a policy with a bound of no number': {
    make: () => step('a', { retry: { retries: 1, maxTimeout: Number.NaN } }),
    culprit: 'a',
    problem: "cannot retry: 'maxTimeout' is NaN, use a number that is not negative",
  },
  'a policy of a revert with a negative factor': {
    make: () => step('a', { revertRetry: { retries: 1, factor: -2 } }),
    culprit: 'a',
    problem: "cannot retry: 'factor' is -2, use a number that is not negative",
  },
  'a required value that objects cannot hold': {
    make: () =>
      task({
        name: 'a',
        requires: { ['__proto__']: Type.String() },
        execute,
        revert: irreversible,
      }),
    culprit: 'a',
    problem: "calls a value '__proto__', use another name",
  },
  'a provided value that objects cannot hold': {
    make: () =>
      task({
        name: 'a',
        provides: { ['__proto__']: Type.String() },
        execute: () => ({ ['__proto__']: '' }),
        revert: irreversible,
      }),
    culprit: 'a',
    problem: "calls a value '__proto__', use another name",
  },
  'a question about a value that objects cannot hold': {
    make: () =>
      condition({ name: 'q', requires: { ['__proto__']: Type.String() }, test: () => true }),
    culprit: 'q',
    problem: "calls a value '__proto__', use another name",
  },
  'an input that objects cannot hold': {
    make: () => flow({ name: 'f', input: { ['__proto__']: Type.String() } }, step('a')),
    culprit: 'f',
    problem: "calls a value '__proto__', use another name",
  },
  'a new name that objects cannot hold': {
    make: () => {
      const a = task({
        name: 'a',
        requires: { host: Type.String() },
        execute,
        revert: irreversible,
      });
      return rename(a, { requires: { host: '__proto__' } });
    },
    culprit: 'a',
    problem: "calls a value '__proto__', use another name",
  },
  'a flow of half a version': {
    make: () => flow({ name: 'f', version: 1.5 }, step('a')),
    culprit: 'f',
    problem: 'version is 1.5, use a whole number from 1',
  },
  'a flow before its first version': {
    make: () => flow({ name: 'f', version: 0 }, step('a')),
    culprit: 'f',
    problem: 'version is 0, use a whole number from 1',
  },
  'a flow whose lock is no function': {
    // @ts-expect-error -- untyped code gives the key itself.
    make: () => flow({ name: 'f', lock: 'instance' }, step('a')),
    culprit: 'f',
    problem: "has a 'lock' that is no function",
  },
  'code for a task that has its code': {
    make: () => implement(step('a'), { execute }),
    culprit: 'a',
    problem: "has its code already: only a task with 'at' is implemented",
  },
  'code without the revert that its contract promises': {
    make: () => implement(reverted, { execute }),
    culprit: 'c',
    problem: "is reverted 'atReceiver': give 'revert' beside 'execute'",
  },
  'code with a revert that its contract does not know': {
    make: () => implement(contract, { execute, revert: execute }),
    culprit: 'c',
    problem: "is not reverted here: its contract does not say 'atReceiver'",
  },
  'a receiver that has two codes for one task': {
    make: () =>
      receiver('compute', [implement(contract, { execute }), implement(contract, { execute })]),
    culprit: 'compute',
    problem: "implements 'c' twice",
  },
};

describe('refused at once:', () => {
  it.each(Object.entries(cases))('%s', (_, { make, culprit, problem }) => {
    const error = thrownBy(make);
    expect(error).toBeInstanceOf(DeclarationError);
    expect(error).toBeInstanceOf(TaskflowError);
    expect(error).toMatchObject({
      name: 'DeclarationError',
      code: 'DECLARATION',
      culprit,
      message: `taskflow: '${culprit}': ${problem}`,
    });
  });
});

it('a probe is kept beside the code that it asks about', () => {
  const local = task({ name: 'a', execute, probe: notDone, revert: nothingToUndo });
  expect(local.definitions).toMatchObject([{ name: 'a', execute, probe: notDone }]);
  expect(implement(contract, { execute, probe: notDone })).toMatchObject({ probe: notDone });
});

describe('a flow with a lock, which only a run of its own would take, is not nested', () => {
  const around: Readonly<Record<string, Node>> = {
    'in a flow': locked,
    'in order': linear('l', step('a'), linear('l', step('b'), locked)),
    'side by side': parallel('p', step('a'), locked),
    'by data': graph('g', step('a'), locked),
    'in a choice': when(always, step('a'), locked),
    'under other keys': rename(locked, { name: 'other', requires: { id: 'key' } }),
    'with its input given': linear('l', inject(locked, { id: '1' })),
  };
  it.each(Object.entries(around))('%s', (_, node) => {
    const error = thrownBy(() => Reflect.apply(flow, undefined, [{ name: 'f', input: Id }, node]));
    expect(error).toBeInstanceOf(DeclarationError);
    expect(error).toMatchObject({
      culprit: 'f',
      message:
        "taskflow: 'f': holds flow 'locked', whose lock only a run of its own would take: nest " +
        "the node that 'locked' closes, and give 'f' a lock",
    });
  });

  it('but a flow without one is, and the lock of the outer flow is kept', () => {
    const inner = flow({ name: 'inner', input: Id }, step('x'));
    const outer = flow({ name: 'outer', input: Id, lock: ({ id }) => `it:${id}` }, inner);
    expect(outer.lock?.({ id: '7' })).toBe('it:7');
    expect(inner).not.toHaveProperty('lock');
  });
});

it('a policy at its limits is accepted', () => {
  const policy = { retries: 9_999, minTimeout: 0, maxTimeout: 0, factor: 0 };
  expect(step('a', { retry: policy, revertRetry: { retries: 0 } }).name).toBe('a');
});

function thrownBy(make: () => unknown): unknown {
  try {
    make();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
