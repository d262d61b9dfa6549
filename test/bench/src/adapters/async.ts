import { auto, parallel, waterfall } from 'async';
import type { Peer } from '../peer.ts';
import { START, WIDTH, type Node } from '../work.ts';

/**
 * async: `waterfall`, `parallel` and `auto`, each where it fits best. It has no revert. `auto`
 * hands each function an object with all results so far, which it copies for every step.
 */
export const async: Peer = {
  undefinable: 'functions, handed over with each run',
  linear({ steps }) {
    const [first, ...rest] = steps.map((step) => step.execute);
    const functions = [async () => first?.(START), ...rest];
    return () => waterfall<number>(functions);
  },
  parallel({ steps }) {
    const functions = steps.map((step) => async () => step.compute(START));
    return () => parallel<number, number[]>(functions);
  },
  dag({ steps }) {
    const functions = Object.fromEntries(steps.map((node) => [node.name, autoTask(node)]));
    const last = steps.slice(-WIDTH).map((node) => node.name);
    return async () => {
      const results = await auto<Record<string, number>>(functions);
      return last.map((name) => results[name] ?? 0);
    };
  },
  revert: 'no revert',
};

function autoTask({ parents, compute }: Node) {
  const names = parents.map((parent) => `step-${parent}`);
  const [first = '', second = '', third = ''] = names;
  const run = async (results: Record<string, number>) =>
    compute(results[first] ?? START, results[second] ?? START, results[third] ?? START);
  // Without dependencies `auto` passes no results.
  return names.length === 0 ? async () => run({}) : [...names, run];
}
