import { Listr } from 'listr2';
import type { Peer } from '../peer.ts';
import { START, type Step } from '../work.ts';

interface Values {
  value: number;
}

const quiet = { renderer: 'silent', registerSignalListeners: false } as const;

/**
 * listr2 with the silent renderer and without its handler of SIGINT. A list runs once. There are
 * no dependencies. A task is rolled back only when it fails itself or a list inside it does, so
 * the revert case nests each step in the one before it.
 */
export const listr2: Peer = {
  singleUse: true,
  linear({ steps }) {
    const tasks = steps.map((step) => ({
      title: step.name,
      task: async (values: Values) => void (values.value = step.compute(values.value)),
    }));
    const list = new Listr<Values, 'silent', 'silent'>(tasks, quiet);
    return async () => (await list.run({ value: START })).value;
  },
  parallel({ steps }) {
    const tasks = steps.map((step, index) => ({
      title: step.name,
      task: async (values: number[]) => void (values[index] = step.compute(START)),
    }));
    const list = new Listr<number[], 'silent', 'silent'>(tasks, { ...quiet, concurrent: true });
    return () => list.run(new Array<number>(steps.length));
  },
  dag: 'no dependencies between tasks',
  revert({ steps }) {
    const list = nested(steps, 0);
    return async () => {
      try {
        return await list.run({ value: START });
      } catch (error) {
        return error;
      }
    };
  },
};

function nested(steps: readonly Step[], index: number): Listr<Values, 'silent', 'silent'> {
  const step = steps[index];
  if (step === undefined) return new Listr<Values, 'silent', 'silent'>([], quiet);
  let result = 0;
  const last = index === steps.length - 1;
  const rollback = { rollback: () => step.revert(result) };
  const task = {
    title: step.name,
    async task(values: Values) {
      values.value = result = step.compute(values.value);
      return nested(steps, index + 1);
    },
    ...(last ? {} : rollback),
  };
  return new Listr<Values, 'silent', 'silent'>([task], quiet);
}
