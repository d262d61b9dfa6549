/**
 * The number that stands for each task status in the arrays of a state.
 *
 * `passed` belongs to the plan's own atoms (joins and decided choices), which run no code of a
 * contributor. `lost` is what was under way when its process died, until it is taken up again.
 */
export const taskCode = {
  pending: 0,
  running: 1,
  succeeded: 2,
  failed: 3,
  tolerated: 4,
  refused: 5,
  skipped: 6,
  passed: 7,
  reverting: 8,
  reverted: 9,
  'revert-failed': 10,
  lost: 11,
} as const;

/** What a task of a run is doing. */
export type TaskStatus = keyof typeof taskCode;

/** Every {@link TaskStatus}, each at the index that is its code. */
export const taskStatuses: readonly TaskStatus[] = namesOf(taskCode);

/**
 * Every move that a task may make, with the fact that makes it.
 * The code, the tests and the diagram in `docs/reference/statuses.md` are all made from this table.
 */
export const taskMoves: readonly Move<TaskStatus>[] = [
  { from: 'pending', to: 'running', by: 'task-started' },
  { from: 'pending', to: 'refused', by: 'task-refused' },
  { from: 'pending', to: 'skipped', by: 'choice-made for another arm' },
  { from: 'pending', to: 'passed', by: 'choice-made, or all before it is done' },
  { from: 'running', to: 'succeeded', by: 'task-succeeded' },
  { from: 'running', to: 'failed', by: 'task-failed' },
  { from: 'running', to: 'tolerated', by: 'task-failed of a best-effort task' },
  { from: 'succeeded', to: 'reverting', by: 'revert-started' },
  { from: 'failed', to: 'reverting', by: 'revert-started' },
  { from: 'tolerated', to: 'reverting', by: 'revert-started' },
  { from: 'succeeded', to: 'reverted', by: 'its turn to revert, with nothing to undo' },
  { from: 'failed', to: 'reverted', by: 'its turn to revert, with nothing to undo' },
  { from: 'tolerated', to: 'reverted', by: 'its turn to revert, with nothing to undo' },
  { from: 'passed', to: 'reverted', by: 'its turn to revert, with nothing to undo' },
  { from: 'reverting', to: 'reverted', by: 'revert-succeeded' },
  { from: 'reverting', to: 'revert-failed', by: 'revert-failed' },
  { from: 'running', to: 'lost', by: 'run-resumed, or run-suspended in a pause' },
  { from: 'reverting', to: 'lost', by: 'run-resumed, or run-suspended in a pause' },
  { from: 'lost', to: 'running', by: 'task-started' },
  { from: 'lost', to: 'failed', by: 'task-failed, as it cannot start again' },
  { from: 'lost', to: 'tolerated', by: 'task-failed of a best-effort task' },
  { from: 'lost', to: 'reverting', by: 'revert-started' },
  { from: 'lost', to: 'reverted', by: 'its turn to revert, with nothing to undo' },
];

/** What a whole run is doing. The last three are final; `SUSPENDED` waits for somebody's word. */
export const runStatuses = [
  'PENDING',
  'RUNNING',
  'REVERTING',
  'SUSPENDED',
  'SUCCESS',
  'REVERTED',
  'FAILURE',
] as const;

/** One of {@link runStatuses}. */
export type RunStatus = (typeof runStatuses)[number];

/**
 * How a run can end: everything done, everything undone, or something stands that the run could not
 * settle.
 */
export type RunOutcome = Extract<RunStatus, 'SUCCESS' | 'REVERTED' | 'FAILURE'>;

/** Tells whether a run in this status is finished. */
export function isFinal(status: RunStatus): status is RunOutcome {
  return status === 'SUCCESS' || status === 'REVERTED' || status === 'FAILURE';
}

/** Every move that a run may make; see {@link taskMoves}. */
export const runMoves: readonly Move<RunStatus>[] = [
  { from: 'PENDING', to: 'RUNNING', by: 'run-started' },
  { from: 'RUNNING', to: 'REVERTING', by: 'a failure before the pivot, or run-cancelled' },
  { from: 'RUNNING', to: 'SUCCESS', by: 'run-finished, every task done' },
  { from: 'RUNNING', to: 'FAILURE', by: 'run-finished, a task after the pivot cannot go on' },
  { from: 'REVERTING', to: 'REVERTED', by: 'run-finished, nothing stands' },
  { from: 'REVERTING', to: 'FAILURE', by: 'run-finished, something stands' },
  { from: 'RUNNING', to: 'SUSPENDED', by: 'run-suspended' },
  { from: 'REVERTING', to: 'SUSPENDED', by: 'run-suspended' },
  { from: 'SUSPENDED', to: 'RUNNING', by: 'run-resumed, on its way forward' },
  { from: 'SUSPENDED', to: 'REVERTING', by: 'run-resumed, on its way back' },
];

/** One row of a table of moves. */
export interface Move<Status> {
  readonly from: Status;
  readonly to: Status;
  /** The fact that makes the move. */
  readonly by: string;
}

const allowed = new Uint8Array(taskStatuses.length ** 2);
for (const move of taskMoves) allowed[slot(taskCode[move.from], taskCode[move.to])] = 1;

/** Tells whether the table has a move between two statuses, given as codes. */
export function mayMove(from: number, to: number): boolean {
  return allowed[slot(from, to)] === 1;
}

function slot(from: number, to: number): number {
  return from * taskStatuses.length + to;
}

function namesOf<Codes extends object>(codes: Codes): (keyof Codes & string)[] {
  const names: (keyof Codes & string)[] = [];
  for (const name in codes) names.push(name);
  return names;
}
