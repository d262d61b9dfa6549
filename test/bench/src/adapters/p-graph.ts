import { PGraph } from 'p-graph';
import type { Peer } from '../peer.ts';
import { START, WIDTH } from '../work.ts';

/**
 * p-graph: a map of functions and pairs of dependencies. It has no revert, and it passes no
 * results from step to step: here they travel through an array that the definition owns.
 */
export const pGraph: Peer = {
  linear({ steps }) {
    let value = START;
    const functions = new Map(
      steps.map(({ name, compute }) => [name, { run: async () => void (value = compute(value)) }]),
    );
    const edges = steps.slice(1).map((_, index) => edge(index, index + 1));
    const graph = new PGraph(functions, edges);
    return async () => {
      value = START;
      await graph.run();
      return value;
    };
  },
  parallel({ steps }) {
    const values = new Array<number>(steps.length);
    const functions = new Map(
      steps.map(({ name, compute }, index) => [
        name,
        { run: async () => void (values[index] = compute(START)) },
      ]),
    );
    const graph = new PGraph(functions, []);
    return async () => {
      values.fill(0);
      await graph.run();
      return values;
    };
  },
  dag({ steps }) {
    const values = new Array<number>(steps.length);
    const functions = new Map(
      steps.map(({ name, parents, compute }, index) => {
        const [first, second, third] = parents;
        const result = (parent?: number) => (parent === undefined ? START : (values[parent] ?? 0));
        const run = async () => {
          values[index] = compute(result(first), result(second), result(third));
        };
        return [name, { run }];
      }),
    );
    const edges = steps.flatMap(({ parents }, index) =>
      parents.map((parent) => edge(parent, index)),
    );
    const graph = new PGraph(functions, edges);
    return async () => {
      values.fill(0);
      await graph.run();
      return values.slice(-WIDTH);
    };
  },
  revert: 'no revert',
};

function edge(from: number, to: number): [string, string] {
  return [`step-${from}`, `step-${to}`];
}
