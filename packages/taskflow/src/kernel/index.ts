/**
 * The kernel: what a run is, as pure functions.
 *
 * It owns the order of things: which task may start, which must wait, what is reverted when and how
 * a run ends. It does not own time, storage, user code or concurrency; whoever drives a run
 * performs the commands and records the facts. Nothing here is asynchronous, and nothing is
 * imported from outside this folder.
 *
 * Reading order: invariant, failure, status, limits, blueprint, mistake, plan, draft, supply,
 * layout, settle, compile, fingerprint, fact, command, index-set, state, value, forward, rollback,
 * ending, note, pause, evolve, decide, replay, trace. Each file imports only those before it.
 *
 * @module
 */

// A flow as data, and the plan made of it.
export { compile } from './compile.ts';
export type { Compiled } from './compile.ts';
export { fingerprint } from './fingerprint.ts';
export { limits } from './limits.ts';
export type {
  Blueprint,
  ChoiceBlueprint,
  FlowBlueprint,
  GroupBlueprint,
  InjectBlueprint,
  RenameBlueprint,
  RevertKind,
  TaskBlueprint,
} from './blueprint.ts';
export type { Atom, Binding, Plan, Range, Read } from './plan.ts';
export { mistakes } from './mistake.ts';
export type { Mistake, MistakeCode } from './mistake.ts';

// The log.
export type { Failure, FailureCause, FailureKind, Outcome } from './failure.ts';
export type {
  AttemptFailed,
  ChoiceMade,
  Direction,
  Fact,
  RevertFailed,
  RevertStarted,
  RevertSucceeded,
  RunCancelled,
  RunFinished,
  RunResumed,
  RunStarted,
  RunSuspended,
  RunSuspending,
  SignalReceived,
  SuspendWithdrawn,
  TaskFailed,
  TaskRefused,
  TaskStarted,
  TaskSucceeded,
  ValueRecorded,
} from './fact.ts';
export { trace } from './trace.ts';

// State: facts in, commands out.
export { decide, decideNext } from './decide.ts';
export { evolve } from './evolve.ts';
export { replay, statusesOf, tasksThat } from './replay.ts';
export { attemptsOf, emptyState, statusAt, statusOf } from './state.ts';
export type { Rollback, State, TaskAttempts, TaskEnd, Tries } from './state.ts';
export type { IndexSet } from './index-set.ts';
export { inputOf, outputOf, resultOf } from './value.ts';
export type { Values } from './value.ts';
export type { Command } from './command.ts';

// The tables of moves.
export { isFinal, runMoves, runStatuses, taskCode, taskMoves, taskStatuses } from './status.ts';
export type { Move, RunOutcome, RunStatus, TaskStatus } from './status.ts';

// Bugs.
export { bug, invariant, InvariantError, unreachable } from './invariant.ts';
