import type { Fact } from '../kernel/index.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Journal } from './journal.ts';

/** A journal that lives and dies with the process. */
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
  readonly #logs = new Map<string, Fact[]>();

  create({ id }: RunInfo): void {
    if (this.#logs.has(id)) {
      throw new TaskflowError('RUN_EXISTS', `this journal has a run '${id}': give another id`);
    }
    this.#logs.set(id, []);
  }

  append(runId: string, facts: readonly Fact[]): void {
    const log = this.#logs.get(runId);
    if (log === undefined) throw new TaskflowError('RUN_UNKNOWN', `no run '${runId}' was created`);
    for (const fact of facts) log.push(fact);
  }

  load(runId: string): readonly Fact[] {
    return this.#logs.get(runId) ?? [];
  }
}
