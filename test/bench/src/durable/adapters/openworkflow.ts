import { OpenWorkflow, type Worker } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from '../../work.ts';
import type { Engine, Maker } from '../engine.ts';

/**
 * OpenWorkflow on its SQLite backend, which opens `node:sqlite` in WAL mode and leaves
 * `synchronous` at FULL. A worker polls for new runs, and so does a handle for their ends, once in
 * a second; so the ends are counted here at shorter intervals, and handles are asked only then.
 */
export const openworkflow: Maker = {
  async open(path, steps, atOnce) {
    const backend = BackendSqlite.connect(path);
    const library = new OpenWorkflow({ backend });
    const flow = library.defineWorkflow<{ value: number }, number>(
      { name: 'count' },
      async ({ input, step }) => {
        let value = input.value;
        for (const [position, execute] of steps.entries()) {
          const before = value;
          value = await step.run({ name: `step-${position}` }, () => execute(before));
        }
        return value;
      },
    );
    const worker = library.newWorker({ concurrency: atOnce });
    await worker.start();
    return engine(backend, worker, () => flow.run({ value: START }));
  },
};

const LOOK_EVERY_MS = 5;

function engine(
  backend: BackendSqlite,
  worker: Worker,
  submit: () => Promise<{ result(): Promise<number> }>,
): Engine {
  let submitted = 0;
  return {
    async run(flows) {
      submitted += flows;
      const handles = await Promise.all(Array.from({ length: flows }, submit));
      while ((await backend.countWorkflowRuns()).completed < submitted) await sleep(LOOK_EVERY_MS);
      return Promise.all(handles.map((handle) => handle.result()));
    },
    resume: () => Promise.reject(new Error('what it left is taken up when its lease is over')),
    enqueue: () => Promise.reject(new Error('not measured')),
    async close() {
      await worker.stop();
      await backend.stop();
    },
  };
}
