import {
  condition,
  flow,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  task,
  when,
} from '@conductor/taskflow';
import type { RetryPolicy, Undo } from '@conductor/taskflow';
import type { Scenario, World } from './life.ts';

/** Flows of every make, each to be killed wherever it writes. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'a chain': {
    flow: (world) => flow({ name: 'f' }, linear('l', act(world, 'a'), act(world, 'b'))),
  },
  'a chain whose last task fails': {
    flow: (world) =>
      flow({ name: 'f' }, linear('l', act(world, 'a'), act(world, 'b'), fail(world, 'c'))),
  },
  'branches of which one fails': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear(
          'l',
          act(world, 'a'),
          parallel('p', act(world, 'b'), linear('m', act(world, 'c'), fail(world, 'd'))),
        ),
      ),
  },
  'a task that is tried again': {
    flow: (world) =>
      flow({ name: 'f' }, linear('l', act(world, 'a'), act(world, 'b', { failsFirst: 2 }))),
  },
  'a task that is tried in vain, and a revert that is tried again': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear('l', act(world, 'a', { revertFailsFirst: 2 }), act(world, 'b', { failsFirst: 9 })),
      ),
  },
  'a revert that fails for ever': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear('l', act(world, 'a'), act(world, 'b', { revertFailsFirst: 9 }), fail(world, 'c')),
      ),
  },
  'a pivot, and a failure that is tolerated': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear(
          'l',
          act(world, 'a'),
          act(world, 'b', { revert: irreversible }),
          act(world, 'c', { failsFirst: 9, bestEffort: true }),
        ),
      ),
  },
  'a failure after the pivot': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear('l', act(world, 'a'), act(world, 'b', { revert: irreversible }), fail(world, 'c')),
      ),
  },
  'a choice': {
    flow: (world) =>
      flow(
        { name: 'f' },
        linear(
          'l',
          act(world, 'a'),
          when(condition({ name: 'w', test: () => false }), act(world, 'b'), act(world, 'c')),
          fail(world, 'd'),
        ),
      ),
  },
  'a cancellation': {
    flow: (world) => flow({ name: 'f' }, linear('l', act(world, 'a'), act(world, 'b'))),
    asks: { atMs: 1_200, ask: (run) => run.cancel('enough') },
  },
  'a rest that ends': {
    flow: (world) => flow({ name: 'f' }, linear('l', act(world, 'a'), act(world, 'b'))),
    asks: {
      atMs: 500,
      async ask(run) {
        await run.suspend();
        await run.resume();
      },
    },
  },
};

interface Manner {
  readonly failsFirst?: number;
  readonly revertFailsFirst?: number;
  readonly revert?: Undo;
  readonly bestEffort?: boolean;
}

const policy: RetryPolicy = { retries: 3, minTimeout: 700 };

/** A task that takes a second, and whose effect may be had twice without harm. */
function act(world: World, name: string, manner: Manner = {}) {
  const { failsFirst = 0, revertFailsFirst = 0, revert, bestEffort = false } = manner;
  const failed = { execute: 0, revert: 0 };
  const work = async (direction: 'execute' | 'revert', fails: number, effect: () => void) => {
    const breath = world.breath();
    world.calls.push(`${direction} ${name}`);
    await breath();
    // A failure is the world's, not the process's: it is counted for all lives together.
    if (failed[direction] < fails) {
      failed[direction] += 1;
      throw new Error(`${name} does not ${direction}`);
    }
    effect();
    await breath();
  };
  return task({
    name,
    bestEffort,
    ...(failsFirst > 0 && { retry: policy }),
    ...(revertFailsFirst > 0 && { revertRetry: policy }),
    execute: () => work('execute', failsFirst, () => world.effects.add(name)),
    revert:
      revert ?? (() => work('revert', revertFailsFirst, () => void world.effects.delete(name))),
  });
}

function fail(world: World, name: string) {
  return task({
    name,
    async execute() {
      const breath = world.breath();
      world.calls.push(`execute ${name}`);
      await breath();
      throw new Error(`${name} broke`);
    },
    revert: nothingToUndo,
  });
}
