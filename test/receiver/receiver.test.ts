// Goal: tasks that are performed elsewhere: who is found, what is refused, and who reverts.
import {
  atReceiver,
  DeclarationError,
  flow,
  implement,
  linear,
  nothingToUndo,
  receiver,
  run,
  task,
} from '@conductor/taskflow';
import type { Receiver, RevertInfo } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { failing, step } from '../engine/step.ts';
import { watch } from '../engine/watched.ts';
import { handMade } from '../journal/hand-made.ts';

const Host = { host: Type.String() };
const Power = { power: Type.String() };

/** A contract that names its receiver by its input. */
const powerOff = task({
  name: 'power-off',
  requires: Host,
  provides: Power,
  at: ({ host }) => `compute.${host}`,
  revert: atReceiver,
});

describe('a task that names a receiver', () => {
  it('is performed there, with its input and context', async () => {
    const seen: unknown[] = [];
    const at = (name: string) =>
      receiver(name, [
        implement(powerOff, {
          execute(input, { key, attempt }) {
            seen.push([name, input, key, attempt]);
            return { power: 'off' };
          },
          revert: () => {},
        }),
      ]);
    const receivers = [at('compute.h1'), at('compute.h2')];
    const f = flow({ name: 'f', input: Host }, linear('l', powerOff));
    expect(await watch(f, { host: 'h2' }, { receivers }).output()).toEqual({ power: 'off' });
    expect(seen).toEqual([['compute.h2', { host: 'h2' }, 'r/f/l/power-off', 1]]);
  });

  it('may name it by a string', async () => {
    const ping = task({ name: 'ping', at: 'compute', revert: nothingToUndo });
    const calls: string[] = [];
    const compute = receiver('compute', [
      implement(ping, { execute: () => void calls.push('ping') }),
    ]);
    await watch(flow({ name: 'f' }, ping), {}, { receivers: [compute] }).output();
    expect(calls).toEqual(['ping']);
  });

  it('has its result checked by the contract', async () => {
    const lying = receiver('compute.h1', [
      // @ts-expect-error -- the receiver is of another version.
      implement(powerOff, { execute: () => ({ power: 0 }), revert: () => {} }),
    ]);
    const error = await powering([lying]).error();
    expect(error.failures).toMatchObject([
      {
        kind: 'invalid-result',
        message: "'f/l/power-off' returned a wrong result: 'power' must be string",
      },
    ]);
  });

  it('keeps its retry and time-out, which belong to the contract', async () => {
    const attempts: number[] = [];
    const ping = task({
      name: 'ping',
      at: 'compute',
      revert: nothingToUndo,
      timeout: 100,
      retry: { retries: 1, minTimeout: 0 },
    });
    const execute = (_input: unknown, { attempt }: { attempt: number }): Promise<void> => {
      attempts.push(attempt);
      return new Promise(() => {});
    };
    const compute = receiver('compute', [implement(ping, { execute })]);
    const error = await watch(flow({ name: 'f' }, ping), {}, { receivers: [compute] }).error();
    expect(attempts).toEqual([1, 2]);
    expect(error.failures).toMatchObject([{ kind: 'timeout', attempt: 2 }]);
  });
});

describe('a task is refused, and never starts,', () => {
  it('when its receiver is not registered', async () => {
    await refusal([], "'f/l/power-off' wants receiver 'compute.h1', which is not registered");
  });

  it('when its receiver does not support it', async () => {
    const empty = receiver('compute.h1', []);
    await refusal(
      [empty],
      "receiver 'compute.h1' does not know task 'power-off': it is unsupported there",
    );
  });

  it('when its receiver cannot revert it, and it counts on that', async () => {
    const contract = task({ name: 'move', at: 'compute', revert: atReceiver });
    const older = task({ name: 'move', at: 'compute', revert: nothingToUndo });
    const compute = receiver('compute', [implement(older, { execute: () => {} })]);
    const f = flow({ name: 'f' }, linear('l', contract, failing('z')));
    const watched = watch(f, {}, { receivers: [compute] });
    const error = await watched.error();
    expect(watched.events).not.toContain('move reverted');
    expect(watched.events).toContain('move refused');
    expect(error.failures).toMatchObject([{ kind: 'receiver', task: 'f/l/move' }]);
  });

  it('when nobody can say who its receiver is', async () => {
    const thrown = new Error('no host');
    const lost = task({
      name: 'lost',
      at: () => {
        throw thrown;
      },
      revert: atReceiver,
    });
    const watched = watch(flow({ name: 'f' }, linear('l', step('a'), lost)), {});
    const error = await watched.error();
    expect(error.failures).toMatchObject([{ task: 'f/l/lost', message: 'no host' }]);
    expect(error.cause).toBe(thrown);
    expect(watched.events).not.toContain('lost running');
    expect(error.reverted).toEqual(['f/l/a']);
  });

  async function refusal(receivers: readonly Receiver[], message: string): Promise<void> {
    const watched = powering(receivers);
    const error = await watched.error();
    expect(error.failures).toEqual([
      {
        name: 'TaskError',
        message,
        code: 'RECEIVER',
        kind: 'receiver',
        retryable: false,
        task: 'f/l/power-off',
        attempt: 1,
      },
    ]);
    expect(watched.trace().slice(-4)).toEqual([
      `task-refused f/l/power-off (${message})`,
      'revert-started f/l/before',
      'revert-succeeded f/l/before',
      'run-finished REVERTED',
    ]);
  }
});

describe('a task that is reverted at its receiver', () => {
  it('is reverted by the one that performed it, and told all', async () => {
    const told: [unknown, RevertInfo, string][] = [];
    const compute = receiver('compute.h1', [
      implement(powerOff, {
        execute: () => ({ power: 'off' }),
        revert: (input, info, { key }) => void told.push([input, info, key]),
      }),
    ]);
    const error = await powering([compute], true).error();
    expect(error.outcome).toBe('REVERTED');
    expect(told).toMatchObject([
      [
        { host: 'h1' },
        { outcome: 'succeeded', result: { power: 'off' } },
        'r/f/l/power-off#revert',
      ],
    ]);
  });

  it('stands when its receiver cannot', async () => {
    const compute = receiver('compute.h1', [
      implement(powerOff, {
        execute: () => ({ power: 'off' }),
        revert() {
          throw new Error('no power');
        },
      }),
    ]);
    const error = await powering([compute], true).error();
    expect(error).toMatchObject({
      outcome: 'FAILURE',
      standing: ['f/l/before', 'f/l/power-off'],
    });
  });
});

it('a contract may be reverted by the conductor itself', async () => {
  const reverted: unknown[] = [];
  const stop = task({
    name: 'stop',
    at: 'compute',
    revert: (_input, { outcome }) => void reverted.push(outcome),
  });
  const compute = receiver('compute', [implement(stop, { execute: () => {} })]);
  const f = flow({ name: 'f' }, linear('l', stop, failing('z')));
  await watch(f, {}, { receivers: [compute] }).error();
  expect(reverted).toEqual(['succeeded']);
});

it('two receivers of one name are refused before anything is written', async () => {
  const written: unknown[] = [];
  const journal = handMade((facts) => void written.push(facts));
  const receivers = [receiver('compute', []), receiver('compute', [])];
  const refused = run(flow({ name: 'f' }, step('a')), {}, { receivers, journal });
  await expect(refused).rejects.toThrow(DeclarationError);
  await expect(refused).rejects.toThrow("'compute': is registered twice as a receiver");
  expect(written).toEqual([]);
});

function powering(receivers: readonly Receiver[], failsLater = false) {
  const last = failsLater ? failing('last') : step('last');
  const f = flow({ name: 'f', input: Host }, linear('l', step('before'), powerOff, last));
  return watch(f, { host: 'h1' }, { receivers });
}
