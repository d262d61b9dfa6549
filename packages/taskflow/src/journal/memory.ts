import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
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
  return new Memory();
}

/** A {@link Journal} that always answers at once. */
export interface MemoryJournal extends Journal {
  create(run: RunInfo): void;
  append(runId: string, facts: readonly Fact[]): void;
  load(runId: string): readonly Fact[];
}

class Memory implements MemoryJournal {
  // What was appended stays in the pieces in which it came: nobody may ever ask for it.
  readonly #logs = new Map<string, (readonly Fact[])[]>();
  #latestId = '';
  #latest: (readonly Fact[])[] | undefined;

  create({ id }: RunInfo): void {
    if (this.#logs.has(id)) {
      throw new TaskflowError('RUN_EXISTS', `this journal has a run '${id}': give another id`);
    }
    this.#logs.set(id, []);
  }

  append(runId: string, facts: readonly Fact[]): void {
    if (runId !== this.#latestId) this.#find(runId);
    this.#latest?.push(facts);
  }

  load(runId: string): readonly Fact[] {
    return (this.#logs.get(runId) ?? []).flat();
  }

  /** One run after another appends many times in a row. */
  #find(runId: string): void {
    const log = this.#logs.get(runId);
    if (log === undefined) throw new TaskflowError('RUN_UNKNOWN', `no run '${runId}' was created`);
    this.#latest = log;
    this.#latestId = runId;
  }
}
