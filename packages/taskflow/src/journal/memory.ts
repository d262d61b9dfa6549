import type { Fact } from '../kernel/index.ts';
import type { Journal } from './journal.ts';

/** A journal that lives and dies with the process. */
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
