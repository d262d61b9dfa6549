import type { Fact } from '../kernel/index.ts';
import type { Journal } from './journal.ts';

/**
 * A journal that lives and dies with the process.
 *
 * @example
 * ```ts
 * import { flow, memoryJournal, nothingToUndo, run, task } from '@conductor/taskflow';
 * import { trace } from '@conductor/taskflow/kernel';
 *
 * const look = task({ name: 'look', execute: () => undefined, revert: nothingToUndo });
 * const journal = memoryJournal();
 * await run(flow({ name: 'tour' }, look), {}, { id: 'run-1', journal });
 * console.log(trace(journal.load('run-1')).join('\n'));
 * ```
 *
 * ```text
 * run-started tour@1
 * task-started tour/look
 * task-succeeded tour/look
 * run-finished SUCCESS
 * ```
 */
export function memoryJournal(): MemoryJournal {
  const logs = new Map<string, Fact[]>();
  return {
    create(run) {
      logs.set(run.id, []);
    },
    append(runId, facts) {
      const log = logs.get(runId);
      for (const fact of facts) log?.push(fact);
    },
    load: (runId) => logs.get(runId) ?? [],
  };
}

/** A {@link Journal} that always answers at once. */
export interface MemoryJournal extends Journal {
  load(runId: string): readonly Fact[];
}
