import type { Journal } from './journal.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * A journal that lives as long as somebody has it: its `close` changes nothing, so that another
 * conductor may be opened on it. It keeps facts and requests by reference, so who changes a value
 * after giving it changes the log.
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
  const store = new MemoryStore();
  return {
    renew: (owner, until) => store.renew(owner, until),
    resign: (owner) => store.resign(owner),
    create: (run) => store.create(run),
    append: (turn) => store.append(turn),
    release: (hold) => store.release(hold),
    claim: (wanted) => store.claim(wanted),
    loose: (now) => store.loose(now),
    ask: (run, request) => store.ask(run, request),
    asked: (owner) => store.asked(owner),
    load: (run, from) => store.load(run, from),
    find: (run) => store.find(run),
    list: (filter) => store.list(filter),
    prune: (finishedBefore, limit) => store.prune(finishedBefore, limit),
    close: () => {},
  };
}

/** A {@link Journal} that always answers at once. */
export type MemoryJournal = {
  readonly [Method in keyof Journal]: (
    ...given: Parameters<Journal[Method]>
  ) => Awaited<ReturnType<Journal[Method]>>;
};
