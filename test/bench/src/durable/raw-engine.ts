import { randomUUID } from 'node:crypto';
import { START } from '../work.ts';
import type { Engine } from './engine.ts';
import type { RawJournal } from './raw-journal.ts';
import type { Step } from './steps.ts';

/**
 * Does the writing of `body` and comes back when it is on the disk. `statements` says how many
 * there are in it: a single one needs no transaction around it.
 */
export type Write = (body: () => void, statements: number) => void | Promise<void>;

/** The least that runs flows on a journal: no names of flows, no states, no errors, no reverts. */
export function rawEngine(journal: RawJournal, write: Write, steps: readonly Step[]): Engine {
  return {
    run: (flows) => Promise.all(Array.from({ length: flows }, () => fromStart())),
    resume: () =>
      Promise.all(journal.unfinished().map(({ run, done, value }) => goOn(run, done, value))),
    async enqueue(flows) {
      const rows = Array.from({ length: flows }, async () => {
        await write(() => journal.create(randomUUID(), 'PENDING'), 1);
      });
      await Promise.all(rows);
    },
    close: async () => journal.close(),
  };

  async function fromStart(): Promise<number> {
    let run = 0;
    await write(() => (run = journal.create(randomUUID(), 'RUNNING')), 1);
    return goOn(run, 0, START);
  }

  async function goOn(run: number, done: number, before: number): Promise<number> {
    let value = before;
    for (const [index, step] of steps.slice(done).entries()) {
      const position = done + index;
      value = await step(value);
      const last = position === steps.length - 1;
      const writing = () => {
        journal.keep(run, position, value);
        if (last) journal.finish(run);
      };
      await write(writing, last ? 2 : 1);
    }
    return value;
  }
}
