/** Says that a task only looks, or that its effect may stay: rollback passes it over. */
export const nothingToUndo = { undo: 'nothing' } as const;

/**
 * Says that a task cannot be undone: the pivot of its flow. Before it has succeeded, a failure
 * reverts the run; after it, nothing is reverted any more and the run goes forward as far as it
 * can. An irreversible task that throws says that it has done nothing; one that cannot be sure
 * throws a `TaskError` with `outcome: 'unknown'`.
 */
export const irreversible = { undo: 'irreversible' } as const;

/** Says that the receiver that performs a task reverts it, too; only for a task with `at`. */
export const atReceiver = { undo: 'receiver' } as const;

/** What a task can say of its undoing beside giving a function. */
export type Undo = typeof nothingToUndo | typeof irreversible | typeof atReceiver;
