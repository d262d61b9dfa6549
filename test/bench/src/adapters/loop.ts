import type { Peer } from '../peer.ts';
import { START, WIDTH, type ChainWork, type Node, type RevertWork } from '../work.ts';

/**
 * What one writes by hand without a library: the reference.
 *
 * - linear and revert: an `async` loop that keeps the results, and in `catch` reverts them
 *   backwards.
 * - parallel: `Promise.all`; in `catch` it waits for the rest and reverts what was fulfilled.
 * - dag: a promise per node, made in layer order; a node awaits the promises of its own three
 *   parents, so it starts as soon as these are done. (`Promise.all` of the three costs 1.7 times
 *   as much; to wait for the whole layer costs a third, but is another order of events.)
 *
 * No names, no states, no events, no validation, no cancellation.
 */
export const loop: Peer = {
  undefinable: 'the steps are the definition',
  linear: (work) => () => inTurn(work),
  parallel:
    ({ steps }) =>
    async () => {
      const running = steps.map((step) => step.execute(START));
      try {
        return await Promise.all(running);
      } catch (error) {
        const settled = await Promise.allSettled(running);
        for (const [index, outcome] of [...settled.entries()].reverse()) {
          if (outcome.status === 'fulfilled') await steps[index]?.revert(outcome.value);
        }
        throw error;
      }
    },
  dag:
    ({ steps }) =>
    async () => {
      const running: Promise<number>[] = [];
      for (const node of steps) running.push(afterParents(node, running));
      return (await Promise.all(running)).slice(-WIDTH);
    },
  revert: (work) => async () => {
    try {
      return await inTurn(work);
    } catch (error) {
      return error;
    }
  },
};

async function inTurn({ steps }: Pick<ChainWork | RevertWork, 'steps'>): Promise<number> {
  const results: number[] = [];
  let value = START;
  try {
    for (const step of steps) {
      value = await step.execute(value);
      results.push(value);
    }
    return value;
  } catch (error) {
    for (let result = results.pop(); result !== undefined; result = results.pop()) {
      await steps[results.length]?.revert(result);
    }
    throw error;
  }
}

async function afterParents(node: Node, running: readonly Promise<number>[]): Promise<number> {
  const [first, second, third] = node.parents;
  const a = first === undefined ? START : await running[first];
  const b = second === undefined ? START : await running[second];
  const c = third === undefined ? START : await running[third];
  return node.execute(a ?? START, b ?? START, c ?? START);
}
