// Goal: what a task returns is checked before anybody sees it; a wrong result is a failure of the
// task that says which task, key and rule.
import { flow, linear, nothingToUndo, task } from '@conductor/taskflow';
import type { Flow } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { step } from './step.ts';
import { watch } from './watched.ts';

describe('a result', () => {
  const wrong: readonly [what: string, result: unknown, problem: string][] = [
    ['is missing', undefined, "'token' is missing"],
    ['lacks a key', {}, "'token' is missing"],
    ['holds undefined', { token: undefined }, "'token' is missing"],
    ['has a key of another type', { token: 5 }, "'token' must be string"],
    ['has a key too many', { token: 't', more: 1 }, "'more' is not declared"],
    ['breaks a format', { token: 't', mail: 'nobody' }, `'mail' must match format "email"`],
    ['is wrong twice', { mail: 5 }, "'token' is missing; 'mail' must be string"],
  ];

  it.each(wrong)('fails its task when it %s', async (_, result, problem) => {
    const { flow: f, reverts } = returning(result);
    const error = await watch(f, {}).error();
    const failure = {
      name: 'TaskError',
      message: `'f/l/give' returned a wrong result: ${problem}`,
      code: 'INVALID_RESULT',
      kind: 'invalid-result',
      retryable: false,
      task: 'f/l/give',
      attempt: 1,
    };
    expect(error.failures).toEqual([failure]);
    expect(error.errors).toEqual([error.cause]);
    expect(error.cause).toMatchObject({ code: 'INVALID_RESULT', message: failure.message });
    // The task has run, so it may have had its effect.
    expect(reverts).toEqual([{ outcome: 'failed', failure, partial: {}, cause: failure }]);
  });

  it.each([['text'], [7], [[]], [true]])('fails its task when it is %j', async (result) => {
    const error = await watch(returning(result).flow, {}).error();
    expect(error.failures[0]).toMatchObject({ kind: 'invalid-result', task: 'f/l/give' });
  });

  it('that is wrong is not tried for again', async () => {
    const { flow: f, calls } = returning({ token: 5 }, { retries: 3 });
    await watch(f, {}).error();
    expect(calls).toHaveLength(1);
  });

  it('goes on unseen when the run leaves the checks out', async () => {
    const { flow: f } = returning({ token: 5 });
    expect(await watch(f, {}, { validate: false }).output()).toEqual({ token: 5 });
  });

  it('that throws when it is read fails its task, even when the checks are left out', async () => {
    const give = task({
      name: 'give',
      provides: { it: Type.Unknown() },
      execute: () => ({
        get it(): unknown {
          throw new Error('not ready');
        },
      }),
      revert: nothingToUndo,
    });
    const f = flow({ name: 'f' }, linear('l', step('a'), give));
    const error = await watch(f, {}, { validate: false }).error();
    expect(error).toMatchObject({ outcome: 'REVERTED', reverted: ['f/l/a', 'f/l/give'] });
  });

  it('of a task that provides nothing is nobody’s business', async () => {
    const quiet = task({ name: 'quiet', execute: () => void 0, revert: () => {} });
    // An arrow function returns what its only expression gives, without meaning to.
    // @ts-expect-error -- untyped code does not hear of it.
    const chatty = task({ name: 'chatty', execute: () => new Map(), revert: () => {} });
    const watched = watch(flow({ name: 'f' }, linear('l', quiet, chatty)), {});
    expect(await watched.output()).toEqual({});
    const ends = watched.facts().filter(({ type }) => type === 'task-succeeded');
    expect(ends).toEqual([
      { type: 'task-succeeded', at: 0, task: 'f/l/quiet' },
      { type: 'task-succeeded', at: 0, task: 'f/l/chatty' },
    ]);
  });

  it('is what later tasks are given, by the names that they require', async () => {
    const seen: unknown[] = [];
    const make = task({
      name: 'make',
      provides: { left: Type.Number(), right: Type.Number() },
      execute: async () => ({ left: 1, right: 2 }),
      revert: nothingToUndo,
    });
    const use = task({
      name: 'use',
      requires: { right: Type.Number() },
      execute: (input) => void seen.push(input),
      revert: nothingToUndo,
    });
    await watch(flow({ name: 'f' }, linear('l', make, use)), {}).output();
    expect(seen).toEqual([{ right: 2 }]);
  });
});

/** A flow of one task that returns what the compiler has not seen. */
function returning(result: unknown, retry?: { readonly retries: number }) {
  const reverts: unknown[] = [];
  const calls: number[] = [];
  const give = task({
    name: 'give',
    provides: { token: Type.String(), mail: Type.Optional(Type.String({ format: 'email' })) },
    ...(retry && { retry }),
    // @ts-expect-error -- untyped code returns anything.
    execute(_input, { attempt }) {
      calls.push(attempt);
      return result;
    },
    revert: (_input, info) => void reverts.push(info),
  });
  const f: Flow = flow({ name: 'f' }, linear('l', give));
  return { flow: f, reverts, calls };
}
