import type { Failure, Outcome } from './failure.ts';
import { IndexSet } from './index-set.ts';
import { invariant } from './invariant.ts';
import type { Atom, Plan } from './plan.ts';
import { mayMove, taskCode, taskStatuses } from './status.ts';
import type { RunStatus, TaskStatus } from './status.ts';

/**
 * Where a run stands: the fold of its log, as counters and flags for each atom. `evolve` changes it
 * in place, because a copy for each fact would cost the size of the flow; who wants the state at
 * another point folds the log up to there.
 */
export interface State {
  readonly plan: Plan;
  status: RunStatus;
  /** Id of the run; empty until the first fact. */
  run: string;
  /** Status code of each atom. */
  readonly codes: Uint8Array;
  /** How many atoms each one still waits for. */
  readonly waiting: Int32Array;
  /** How many of those after it stand, so that it may not be reverted yet. */
  readonly holding: Int32Array;
  /** 1 from the moment an atom starts or is passed until it is reverted. */
  readonly standing: Uint8Array;
  /** Atoms in the order in which they began to stand; rollback prefers the reverse. */
  readonly order: number[];
  /** Place of each atom in {@link State.order}. */
  readonly places: Int32Array;
  /** Atoms that may start, by index. */
  readonly ready: IndexSet;
  /** Atoms that may be reverted, by place. */
  readonly revertible: IndexSet;
  /** Tasks whose `execute` is under way. */
  running: number;
  /** Tasks whose `revert` is under way. */
  reverting: number;
  /** Atoms that stand. */
  stands: number;
  /** True once an irreversible task has succeeded on the way forward. */
  pivoted: boolean;
  /** What brought the run down. */
  cause: Failure | undefined;
  /** Failures that count, in the order in which they were recorded. */
  readonly failures: Failure[];
  /** Failures of best-effort tasks. */
  readonly tolerated: Failure[];
  /** Failures of reverts. */
  readonly revertFailures: Failure[];
  /** How each task that did not succeed has ended. */
  readonly ends: Map<number, TaskEnd>;
  /** Attempts that failed and were followed by another, by atom: forward at 0, reverting at 1. */
  readonly attempts: Map<number, [execute: number, revert: number]>;
  /** What tasks recorded on their way. */
  readonly partials: Map<number, Record<string, unknown>>;
  /** Values by slot. */
  readonly values: unknown[];
  /**
   * Atoms that moved by the last fact without being named in it: skipped, or with nothing to undo.
   */
  readonly moved: number[];
}

/** How a task ended that did not succeed. */
export interface TaskEnd {
  readonly outcome: Exclude<Outcome, 'succeeded'>;
  readonly failure: Failure;
}

/** The state before the first fact. */
export function emptyState(plan: Plan): State {
  const size = plan.atoms.length;
  const waiting = new Int32Array(size);
  for (const atom of plan.atoms) waiting[atom.index] = atom.before.length;
  return {
    plan,
    status: 'PENDING',
    run: '',
    codes: new Uint8Array(size),
    waiting,
    holding: new Int32Array(size),
    standing: new Uint8Array(size),
    order: [],
    places: new Int32Array(size),
    ready: new IndexSet(size),
    revertible: new IndexSet(size),
    running: 0,
    reverting: 0,
    stands: 0,
    pivoted: false,
    cause: undefined,
    failures: [],
    tolerated: [],
    revertFailures: [],
    ends: new Map(),
    attempts: new Map(),
    partials: new Map(),
    values: [],
    moved: [],
  };
}

/**
 * The atom that a fact names.
 *
 * @throws {InvariantError} when the plan has no such task: the log belongs to another flow or
 * version.
 */
export function atomAt(plan: Plan, path: string): Atom {
  const index = plan.indexOf.get(path);
  const atom = index === undefined ? undefined : plan.atoms[index];
  invariant(atom !== undefined, () => `flow '${plan.flow}' has no task '${path}'`);
  return atom;
}

/** The status of a task. */
export function statusOf(state: State, path: string): TaskStatus {
  return statusAt(state, atomAt(state.plan, path).index);
}

/** The status of the atom at an index. */
export function statusAt(state: State, index: number): TaskStatus {
  const status = taskStatuses[state.codes[index] ?? 0];
  invariant(status !== undefined, () => `no atom ${index}`);
  return status;
}

/**
 * Moves an atom along the table of moves.
 *
 * @throws {InvariantError} when the table has no such move.
 */
export function move(state: State, atom: Atom, to: number): void {
  const from = state.codes[atom.index] ?? taskCode.pending;
  invariant(
    mayMove(from, to),
    () => `'${atom.path}' may not go from ${taskStatuses[from]} to ${taskStatuses[to]}`,
  );
  state.codes[atom.index] = to;
}
