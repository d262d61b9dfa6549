import {
  flow,
  linear,
  nothingToUndo,
  openConductor,
  rename,
  task,
  type Conductor,
} from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { TSchema } from 'typebox';
import { START } from '../../work.ts';
import type { Engine, Maker } from '../engine.ts';
import type { Step } from '../steps.ts';

/**
 * This library as it is used: validation is on, and every step is a task with a revert and with
 * keys of its own. Its journal keeps more than the others: that each task has started, too.
 */
export const taskflow: Maker = {
  async open(path, steps, atOnce) {
    const conductor = await openConductor({
      flows: [counting(steps)],
      journal: sqliteJournal(path),
      concurrency: atOnce,
    });
    return engine(conductor, keyOf(steps.length));
  },
};

function engine(conductor: Conductor<ReturnType<typeof counting>>, last: Key): Engine {
  const submit = () => conductor.submit('count', { v0: START });
  const submitted = (flows: number) => Promise.all(Array.from({ length: flows }, submit));
  const result = async (handle: { result(): Promise<unknown> }) =>
    numberOf(await handle.result(), last);
  return {
    run: (flows) => Promise.all(Array.from({ length: flows }, async () => result(await submit()))),
    async resume() {
      const results: Promise<number>[] = [];
      for (let after: string | undefined; ;) {
        const page = await conductor.runs({ limit: 1_000, ...(after !== undefined && { after }) });
        results.push(...page.runs.map(({ id }) => result(conductor.handle(id))));
        after = page.next;
        if (after === undefined) return Promise.all(results);
      }
    },
    async enqueue(flows) {
      await submitted(flows);
    },
    close: () => conductor.close(),
  };
}

// Plain JSON Schema. TypeBox is the choice of whoever writes a flow, and takes longer to load than
// all the rest.
const number: TSchema = { type: 'number' };
const one = { value: number };

function counting(steps: readonly Step[]) {
  const nodes = steps.map((execute, position) => {
    const node = task({
      name: `step-${position}`,
      requires: one,
      provides: one,
      execute: async ({ value }) => ({ value: await execute(Number(value)) }),
      revert: nothingToUndo,
    });
    const keys = { requires: { value: keyOf(position) }, provides: { value: keyOf(position + 1) } };
    return rename(node, keys);
  });
  return flow({ name: 'count', input: { v0: number } }, linear('all', ...nodes));
}

/** `v0` is the input of the run, `v1` the result of the first step, and so on. */
type Key = `v${number}`;

function keyOf(position: number): Key {
  return `v${position}`;
}

/** A handle that was found by its id does not know what its flow gives. */
function numberOf(outputs: unknown, key: Key): number {
  if (typeof outputs !== 'object' || outputs === null) return NaN;
  return Number(new Map(Object.entries(outputs)).get(key));
}
