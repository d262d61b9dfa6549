import {
  flow,
  graph,
  linear,
  nothingToUndo,
  parallel,
  rename,
  run,
  RunError,
  task,
  type Listener,
} from '@conductor/taskflow';
import { Type } from 'typebox';
import type { Peer } from '../peer.ts';
import { START, WIDTH, WrongResult, type Node, type Step } from '../work.ts';

/** This library as it is used: with validation on, and a listener that counts the events. */
export const taskflow: Peer = peer(true);

/** The same with `validate: false`. */
export const taskflowUnchecked: Peer = peer(false);

/**
 * Every step is a task of its own with one schema for all, bound to keys of its own by `rename`,
 * since a key is given once in a flow. A run gives back what every task provides; it is given no
 * journal, so it keeps no log.
 */
function peer(validate: boolean): Peer {
  return {
    linear({ steps }) {
      const chain = chained(steps);
      const last = keyOf(steps.length);
      return async () => {
        const count = counter();
        const outputs = await run(chain, { v0: START }, { validate, listeners: [count.listener] });
        count.check(2 * steps.length + 2);
        return outputs[last] ?? 0;
      };
    },
    parallel({ steps }) {
      const nodes = steps.map((step, index) => bound(step, 'v0', keyOf(index + 1)));
      const keys = steps.map((_, index) => keyOf(index + 1));
      const fan = flow({ name: 'fan', input: { v0: number } }, parallel('all', ...nodes));
      return async () => {
        const count = counter();
        const outputs = await run(fan, { v0: START }, { validate, listeners: [count.listener] });
        count.check(2 * steps.length + 2);
        return keys.map((key) => outputs[key] ?? 0);
      };
    },
    dag({ steps }) {
      const nodes = steps.map(boundNode);
      const keys = steps.map((_, index) => keyOf(index + 1)).slice(-WIDTH);
      const layers = flow({ name: 'layers', input: { v0: number } }, graph('all', ...nodes));
      return async () => {
        const count = counter();
        const outputs = await run(layers, { v0: START }, { validate, listeners: [count.listener] });
        count.check(2 * steps.length + 2);
        return keys.map((key) => outputs[key] ?? 0);
      };
    },
    revert({ steps }) {
      const chain = chained(steps);
      return async () => {
        const count = counter();
        try {
          return await run(chain, { v0: START }, { validate, listeners: [count.listener] });
        } catch (error) {
          // Every task starts, ends and is reverted, all but the last by its revert; the run turns.
          count.check(4 * steps.length - 1 + 3);
          return error instanceof RunError ? error.cause : error;
        }
      };
    },
  };
}

const number = Type.Number();
const one = { value: number };
const three = { a: number, b: number, c: number };

function chained(steps: readonly Step[]) {
  const last = steps.at(-1);
  const nodes = steps.map((step, index) =>
    bound(step, keyOf(index), keyOf(index + 1), step === last),
  );
  return flow({ name: 'chain', input: { v0: number } }, linear('all', ...nodes));
}

/** A started task is reverted even if it fails; the last one has nothing to undo, so 99 remain. */
function bound<From extends Key>(step: Step, from: From, to: Key, last = false) {
  const { name, compute, undo } = step;
  const node = task({
    name,
    requires: one,
    provides: one,
    execute: async ({ value }) => ({ value: compute(value) }),
    revert: last ? nothingToUndo : async (_, { result }) => undo(result?.value ?? 0),
  });
  return rename(node, { requires: { value: from }, provides: { value: to } });
}

function boundNode({ name, parents, compute }: Node, index: number) {
  const step = task({
    name,
    requires: three,
    provides: one,
    execute: async ({ a, b, c }) => ({ value: compute(a, b, c) }),
    revert: nothingToUndo,
  });
  const [a = 'v0', b = 'v0', c = 'v0'] = parents.map((parent) => keyOf(parent + 1));
  return rename(step, { requires: { a, b, c }, provides: { value: keyOf(index + 1) } });
}

/** `v0` is the input of the run, `v1` the result of the first step, and so on. */
type Key = `v${number}`;

function keyOf(position: number): Key {
  return `v${position}`;
}

/** A listener to all changes of tasks and of the run, and the check that it missed none. */
function counter() {
  let count = 0;
  const listener: Listener = (events) => {
    events.on('task', () => count++);
    events.on('run', () => count++);
  };
  return {
    listener,
    check(expected: number): void {
      if (count !== expected) throw new WrongResult(`${count} events, not ${expected}`);
    },
  };
}
