// Goal: a run that fails rejects with one error that hides nothing: every failure, what was thrown
// for it, what was undone and what stands.
import { flow, linear, parallel, RunError, TaskError, TaskflowError } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step, throwing } from './step.ts';
import { watch } from './watched.ts';

describe('the error of a run', () => {
  it('is one for everything, with stable facts', async () => {
    const error = await watch(inOrder(step('a'), failing('b'), step('c')), {}).error();
    expect(error).toBeInstanceOf(RunError);
    expect(error).toBeInstanceOf(TaskflowError);
    expect(error).toMatchObject({
      name: 'RunError',
      code: 'RUN_REVERTED',
      message: "taskflow: flow 'f' (run r) ended REVERTED: f/l/b: b broke; everything was reverted",
      runId: 'r',
      flow: 'f',
      outcome: 'REVERTED',
      reason: 'failed',
      reverted: ['f/l/a', 'f/l/b'],
      standing: [],
    });
  });

  it('has as its cause the very object that was thrown', async () => {
    class OutOfMemory extends Error {
      override readonly name = 'OutOfMemory';
      readonly code = 'ENOMEM';
      readonly host = 'h1';
    }
    const thrown = new OutOfMemory('no room');
    const a = step('a', {
      execute() {
        throw thrown;
      },
    });
    const error = await watch(inOrder(a), {}).error();
    expect(error.cause).toBe(thrown);
    expect(error.errors).toEqual([thrown]);
    expect(error.failures).toEqual([
      {
        name: 'OutOfMemory',
        message: 'no room',
        code: 'ENOMEM',
        kind: 'error',
        retryable: true,
        task: 'f/l/a',
        attempt: 1,
      },
    ]);
  });

  it('tells the causes of a cause', async () => {
    const a = step('a', {
      execute() {
        const root = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
        throw new TaskError('no answer', {
          code: 'LINK',
          cause: new Error('connection lost', { cause: root }),
        });
      },
    });
    const error = await watch(inOrder(a), {}).error();
    expect(error.failures[0]).toMatchObject({
      name: 'TaskError',
      message: 'no answer',
      code: 'LINK',
      cause: {
        name: 'Error',
        message: 'connection lost',
        cause: { name: 'Error', message: 'refused', code: 'ECONNREFUSED' },
      },
    });
  });

  it('holds what several branches throw at once, in the order of writing', async () => {
    const thrown = ['a', 'b', 'c'].map((name) => new Error(`${name} broke`));
    const steps = thrown.map((error, index) =>
      step(['a', 'b', 'c'][index] ?? '', {
        async execute() {
          await Promise.resolve();
          throw error;
        },
      }),
    );
    const error = await watch(beside(...steps, step('d')), {}).error();
    expect(error.errors).toEqual(thrown);
    expect(error.errors.every((one, index) => one === thrown[index])).toBe(true);
    expect(error.cause).toBe(thrown[0]);
    expect(error.failures.map(({ task }) => task)).toEqual(['f/p/a', 'f/p/b', 'f/p/c']);
    expect(error.message).toContain(
      'f/p/a: a broke; f/p/b: b broke; f/p/c: c broke; everything was reverted',
    );
  });

  it('holds what a branch throws after the run has turned', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = step('slow', { execute: () => gate.promise });
    const watched = watch(beside(slow, failing('b')), {});
    await watched.clock.advance(0);
    gate.reject(new Error('slow broke'));
    const error = await watched.error();
    expect(error.failures.map(({ message }) => message)).toEqual(['b broke', 'slow broke']);
    expect(error.errors).toHaveLength(2);
    expect(error.cause).toMatchObject({ message: 'b broke' });
    expect(error.reverted).toEqual(['f/p/slow', 'f/p/b']);
  });

  it('tells each failure apart even when one object was thrown for all', async () => {
    const shared = new Error('shared');
    const thrower = {
      execute() {
        throw shared;
      },
    };
    const error = await watch(beside(step('a', thrower), step('b', thrower)), {}).error();
    expect(error.failures.map(({ task }) => task)).toEqual(['f/p/a', 'f/p/b']);
    expect(error.errors).toEqual([shared, shared]);
  });
});

describe('a run that ends in FAILURE', () => {
  it('names what stands, and lists the failures of reverts after those of tasks', async () => {
    const stuck = step('stuck', { revert: throwing('stuck broke') });
    const f = flow(
      { name: 'f' },
      linear('l', step('a'), parallel('p', stuck, step('free')), failing('z')),
    );
    const error = await watch(f, {}).error();
    expect(error).toMatchObject({
      code: 'RUN_FAILED',
      outcome: 'FAILURE',
      reason: 'failed',
      // What the stuck task depends on stands with it; its sibling does not.
      standing: ['f/l/a', 'f/l/p/stuck'],
      reverted: ['f/l/p/free', 'f/l/z'],
      message:
        "taskflow: flow 'f' (run r) ended FAILURE: f/l/z: z broke; f/l/p/stuck: stuck broke; " +
        'these stand: f/l/a, f/l/p/stuck; look at each before the run is repeated',
    });
    expect(error.failures.map(({ task }) => task)).toEqual(['f/l/z', 'f/l/p/stuck']);
    expect(error.errors.map(String)).toEqual(['Error: z broke', 'Error: stuck broke']);
    expect(error.cause).toBe(error.errors[0]);
  });

  it('tries every revert that nothing holds, and hides none that fails', async () => {
    const stuck = (name: string) => step(name, { revert: throwing(`${name} is stuck`) });
    const fork = parallel('p', stuck('a'), step('b'), stuck('c'), step('d'));
    const error = await watch(flow({ name: 'f' }, linear('l', fork, failing('z'))), {}).error();
    expect(error.failures.map(({ message }) => message)).toEqual([
      'z broke',
      'c is stuck',
      'a is stuck',
    ]);
    expect(error.standing).toEqual(['f/l/p/a', 'f/l/p/c']);
    expect(error.reverted).toEqual(['f/l/p/b', 'f/l/p/d', 'f/l/z']);
  });

  it('holds the same as the log says', async () => {
    const watched = watch(inOrder(step('a', { revert: throwing('stuck') }), failing('b')), {});
    const error = await watched.error();
    const logged = watched.facts().flatMap((fact) => ('failure' in fact ? [fact.failure] : []));
    expect(error.failures).toEqual(logged);
    expect(watched.trace().at(-1)).toBe('run-finished FAILURE');
  });
});
