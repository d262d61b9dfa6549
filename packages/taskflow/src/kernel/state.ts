import type { Failure, Outcome } from './failure.ts';
import { IndexSet } from './index-set.ts';
import { bug, invariant } from './invariant.ts';
import type { Atom, Plan } from './plan.ts';
import { mayMove, runMoves, taskCode, taskStatuses } from './status.ts';
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
  readonly codes: number[];
  /** How many atoms each one still waits for. */
  readonly waiting: number[];
  /**
   * Atoms in the order in which they began to stand: when they started, or were passed over. An
   * atom stands until it is reverted; rollback prefers the reverse of this order.
   */
  readonly order: number[];
  /** Atoms that may start, by index. */
  readonly ready: IndexSet;
  /** What only the way back needs; made when the run turns. */
  rollback: Rollback | undefined;
  /** Tasks whose `execute` is under way. */
  running: number;
  /** Tasks whose `revert` is under way. */
  reverting: number;
  /** Atoms that stand. */
  stands: number;
  /** True when the run was asked to rest, and does not rest yet. */
  suspending: boolean;
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
  ends: Map<number, TaskEnd> | undefined;
  /** Attempts that failed and were followed by another, and those that were lost, by atom. */
  attempts: Map<number, TaskAttempts> | undefined;
  /** What tasks recorded on their way. */
  partials: Map<number, Record<string, unknown>> | undefined;
  /** What was told to the run from outside, by name, the oldest first. */
  signals: Map<string, unknown[]> | undefined;
  /** Values by slot. */
  readonly values: unknown[];
  /**
   * Atoms that moved by the last fact without being named in it: skipped, lost, or with nothing to
   * undo.
   */
  readonly moved: number[];
}

/** Attempts of a task that came to nothing and were followed by another. */
export interface TaskAttempts {
  readonly execute: Tries;
  readonly revert: Tries;
  /** True when one of those to execute may have had its effect. */
  inDoubt: boolean;
  /** How the last one that failed did so. */
  failure: Failure | undefined;
}

/** The attempts in one direction. */
export interface Tries {
  /** Those that failed. */
  failed: number;
  /** Those that were lost with their process. */
  lost: number;
  /** When the one after the last that failed was to begin; 0 when none has failed. */
  dueAt: number;
}

/** How a task ended that did not succeed. */
export interface TaskEnd {
  readonly outcome: Exclude<Outcome, 'succeeded'>;
  readonly failure: Failure;
}

/** Who may be reverted, while a run turns back. */
export interface Rollback {
  /** How many of those after each atom stand, so that it may not be reverted yet. */
  readonly holding: number[];
  /** Place of each atom in {@link State.order}; -1 for one that does not stand. */
  readonly places: number[];
  /** Atoms that may be reverted, by place. */
  readonly revertible: IndexSet;
}

/**
 * The state before the first fact.
 * It is made of plain arrays and of nothing that a short run without trouble does not need: for ten
 * tasks, allocating typed arrays and maps would cost as much as running them.
 */
export function emptyState(plan: Plan): State {
  const size = plan.atoms.length;
  return {
    plan,
    status: 'PENDING',
    run: '',
    codes: plan.codes.slice(),
    waiting: plan.waits.slice(),
    order: [],
    ready: new IndexSet(size),
    rollback: undefined,
    running: 0,
    reverting: 0,
    stands: 0,
    suspending: false,
    pivoted: false,
    cause: undefined,
    failures: [],
    tolerated: [],
    revertFailures: [],
    ends: undefined,
    attempts: undefined,
    partials: undefined,
    signals: undefined,
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
  if (!mayMove(from, to)) {
    bug(`'${atom.path}' may not go from ${taskStatuses[from]} to ${taskStatuses[to]}`);
  }
  state.codes[atom.index] = to;
}

/**
 * Moves the run along the table of moves.
 *
 * @throws {InvariantError} when the table has no such move.
 */
export function moveRun(state: State, to: RunStatus): void {
  for (const row of runMoves) {
    if (row.from !== state.status || row.to !== to) continue;
    state.status = to;
    return;
  }
  bug(`a run may not go from ${state.status} to ${to}`);
}

/** The attempts of a task; none so far, when it has no entry. */
export function attemptsOf(state: State, atom: Atom): TaskAttempts {
  state.attempts ??= new Map();
  let attempts = state.attempts.get(atom.index);
  if (attempts === undefined) {
    attempts = { execute: noTries(), revert: noTries(), inDoubt: false, failure: undefined };
    state.attempts.set(atom.index, attempts);
  }
  return attempts;
}

function noTries(): Tries {
  return { failed: 0, lost: 0, dueAt: 0 };
}
