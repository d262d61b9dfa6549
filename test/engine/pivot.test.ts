// Goal: tasks that say something other than a function of their revert, and tasks whose failure the
// flow survives.
import {
  flow,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  task,
  TaskError,
} from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { failing, inOrder, step, throwing } from './step.ts';
import type { Step } from './step.ts';
import { watch } from './watched.ts';

const pay = step('pay', { revert: irreversible });
const unsure = (name: string, also: Parameters<typeof step>[1] = {}): Step =>
  step(name, {
    execute() {
      throw new TaskError(`${name} is unsure`, { outcome: 'unknown' });
    },
    ...also,
  });

describe('a failure', () => {
  interface Case {
    readonly what: string;
    readonly steps: readonly Step[];
    readonly outcome: 'REVERTED' | 'FAILURE';
    readonly reverted: readonly string[];
    readonly standing: readonly string[];
  }
  const cases: readonly Case[] = [
    {
      what: 'before the pivot reverts the run',
      steps: [step('a'), failing('b'), pay],
      outcome: 'REVERTED',
      reverted: ['a', 'b'],
      standing: [],
    },
    {
      what: 'of the pivot itself says that nothing happened, so the run is reverted',
      steps: [step('a'), failing('pay', { revert: irreversible }), step('b')],
      outcome: 'REVERTED',
      reverted: ['a', 'pay'],
      standing: [],
    },
    {
      what: 'of the pivot that nobody can be sure of leaves it standing, and what it rests on',
      steps: [step('a'), unsure('pay', { revert: irreversible }), step('b')],
      outcome: 'FAILURE',
      reverted: [],
      standing: ['a', 'pay'],
    },
    {
      what: 'after the pivot reverts nothing',
      steps: [step('a'), pay, step('b'), failing('c'), step('d')],
      outcome: 'FAILURE',
      reverted: [],
      standing: ['a', 'pay', 'b', 'c'],
    },
    {
      what: 'of a second pivot reverts nothing either, and leaves nothing of its own',
      steps: [pay, failing('ship', { revert: irreversible })],
      outcome: 'FAILURE',
      reverted: [],
      standing: ['pay'],
    },
    {
      what: 'passes over what has nothing to undo',
      steps: [step('a'), step('look', { revert: nothingToUndo }), failing('b')],
      outcome: 'REVERTED',
      reverted: ['a', 'look', 'b'],
      standing: [],
    },
    {
      what: 'of a task that has nothing to undo leaves nothing, sure or not',
      steps: [step('a'), unsure('look', { revert: nothingToUndo })],
      outcome: 'REVERTED',
      reverted: ['a', 'look'],
      standing: [],
    },
    {
      what: 'of unknown outcome is reverted like any other',
      steps: [step('a'), unsure('b')],
      outcome: 'REVERTED',
      reverted: ['a', 'b'],
      standing: [],
    },
  ];

  it.each(cases)('$what', async ({ steps, outcome, reverted, standing }) => {
    const error = await watch(inOrder(...steps), {}).error();
    expect(error.outcome).toBe(outcome);
    expect(error.reverted.map(nameOf)).toEqual(reverted);
    expect(error.standing.map(nameOf)).toEqual(standing);
  });
});

describe('after the pivot', () => {
  it('a task is tried again by its policy, and the run succeeds', async () => {
    const shaky = step('shaky', {
      retry: { retries: 3, minTimeout: 10 },
      execute: (_input, { attempt }) => (attempt < 4 ? throwing('not yet')() : undefined),
    });
    const watched = watch(inOrder(pay, shaky), {});
    await watched.output();
    expect(watched.events.at(-1)).toBe('run SUCCESS');
  });

  it('the branches that did not fail go on to their end', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = step('slow', { execute: () => gate.promise });
    const right = linear('right', slow, step('after'));
    const f = flow({ name: 'f' }, linear('l', pay, parallel('p', failing('b'), right)));
    const watched = watch(f, {});
    await watched.clock.advance(0);
    gate.resolve();
    const error = await watched.error();
    expect(watched.events.slice(3)).toEqual([
      'b running',
      'slow running',
      'b failed',
      'slow succeeded',
      'after running',
      'after succeeded',
      'run FAILURE',
    ]);
    expect(error.outcome).toBe('FAILURE');
    expect(error.reason).toBe('failed');
    expect(error.cause).toMatchObject({ message: 'b broke' });
  });

  it('every failure is told, the first of them as the cause', async () => {
    const fork = parallel('p', failing('b'), failing('c'));
    const error = await watch(flow({ name: 'f' }, linear('l', pay, fork)), {}).error();
    expect(error.failures.map(({ message }) => message)).toEqual(['b broke', 'c broke']);
    expect(error.cause).toBe(error.errors[0]);
  });
});

it('a pivot that succeeds while the run turns back stands, and holds what it rests on', async () => {
  const gate = Promise.withResolvers<void>();
  const slow = step('slow', { execute: () => gate.promise, revert: irreversible });
  const branch = linear('branch', step('before'), slow, step('after'));
  const trouble = Promise.withResolvers<void>();
  const b = step('b', { execute: () => trouble.promise });
  const watched = watch(flow({ name: 'f' }, parallel('p', branch, b, step('c'))), {});
  await watched.clock.advance(0);
  trouble.reject(new Error('b broke'));
  await watched.clock.advance(0);
  gate.resolve();
  const error = await watched.error();
  expect(error.outcome).toBe('FAILURE');
  expect(error.standing.map(nameOf)).toEqual(['before', 'slow']);
  expect(error.reverted.map(nameOf)).toEqual(['b', 'c']);
  expect(watched.events).not.toContain('after running');
});

it('a task of which one attempt is unknown is unknown, whatever the next attempts say', async () => {
  const pay = step('pay', {
    timeout: 10,
    retry: { retries: 1, minTimeout: 0 },
    revert: irreversible,
    execute: (_input, { attempt }) =>
      attempt === 1 ? new Promise(() => {}) : Promise.reject(new Error('refused')),
  });
  const watched = watch(inOrder(pay), {});
  expect(await watched.error()).toMatchObject({ outcome: 'FAILURE', standing: ['f/l/pay'] });
  expect(watched.trace()).toContain('task-failed f/l/pay unknown (refused)');
});

describe('a best-effort task', () => {
  it('that fails is told as tolerated, and the flow goes on', async () => {
    const watched = watch(inOrder(step('a'), failing('b', { bestEffort: true }), step('c')), {});
    await watched.output();
    expect(watched.events.slice(3)).toEqual([
      'b running',
      'b tolerated',
      'c running',
      'c succeeded',
      'run SUCCESS',
    ]);
    expect(watched.trace()).toContain('task-failed f/l/b failed (b broke)');
  });

  it('leaves what it provides away for those who can do without', async () => {
    const seen: unknown[] = [];
    const measure = task({
      name: 'measure',
      provides: { weight: Type.Number() },
      bestEffort: true,
      execute: throwing('no scale'),
      revert: nothingToUndo,
    });
    const bill = task({
      name: 'bill',
      requires: { weight: Type.Optional(Type.Number()) },
      execute: (input) => void seen.push(input),
      revert: nothingToUndo,
    });
    const output = await watch(flow({ name: 'f' }, linear('l', measure, bill)), {}).output();
    expect(seen).toEqual([{}]);
    expect(output).toEqual({});
  });

  it('that failed is reverted all the same when the run turns back', async () => {
    const infos: unknown[] = [];
    const b = failing('b', { bestEffort: true, revert: (_input, info) => void infos.push(info) });
    const error = await watch(inOrder(b, failing('c')), {}).error();
    expect(infos).toMatchObject([
      { outcome: 'failed', failure: { message: 'b broke' }, cause: { message: 'c broke' } },
    ]);
    // The run has survived this failure; what brought it down is another.
    expect(error.failures.map(({ message }) => message)).toEqual(['c broke']);
    expect(error.reverted.map(nameOf)).toEqual(['b', 'c']);
  });

  it('that is refused is passed over in both directions', async () => {
    const give = task({
      name: 'give',
      provides: { word: Type.String() },
      execute: () => ({ word: '' }),
      revert: () => {},
    });
    const take = task({
      name: 'take',
      requires: { word: Type.String({ minLength: 1 }) },
      bestEffort: true,
      execute: () => {},
      revert: throwing('never'),
    });
    const watched = watch(flow({ name: 'f' }, linear('l', give, take, failing('z'))), {});
    const error = await watched.error();
    expect(watched.events.slice(3)).toEqual([
      'take refused',
      'z running',
      'z failed',
      'run REVERTING',
      'z reverting',
      'z reverted',
      'give reverting',
      'give reverted',
      'run REVERTED',
    ]);
    expect(error.outcome).toBe('REVERTED');
    expect(error.reverted.map(nameOf)).toEqual(['give', 'z']);
  });

  it('may be tried again before its failure is tolerated', async () => {
    const b = failing('b', { bestEffort: true, retry: { retries: 2, minTimeout: 0 } });
    const watched = watch(inOrder(b), {});
    await watched.output();
    expect(watched.facts().filter(({ type }) => type === 'attempt-failed')).toHaveLength(2);
  });

  it('may not be undone: what nobody can be sure of stands when the run turns back', async () => {
    const b = unsure('b', { bestEffort: true, revert: irreversible });
    const error = await watch(inOrder(step('a'), b, failing('c')), {}).error();
    expect(error.outcome).toBe('FAILURE');
    expect(error.standing.map(nameOf)).toEqual(['a', 'b']);
  });
});

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
