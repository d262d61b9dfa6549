import { endingOf } from './ending.ts';
import type {
  ChoiceMade,
  Fact,
  RevertFailed,
  RunStarted,
  TaskFailed,
  TaskRefused,
  TaskSucceeded,
} from './fact.ts';
import type { Failure } from './failure.ts';
import { begin, complete, skipOthers, stand } from './forward.ts';
import { bug, invariant, unreachable } from './invariant.ts';
import type { Atom, Binding } from './plan.ts';
import { isUnderWay, onAttemptFailed, onSignalReceived, onValueRecorded } from './note.ts';
import { onRunResumed, onRunSuspended, onRunSuspending, onSuspendWithdrawn } from './pause.ts';
import { release, retreat, rollbackOf, turnBack } from './rollback.ts';
import { atomAt, move, moveRun } from './state.ts';
import type { State } from './state.ts';
import { taskCode } from './status.ts';
import type { RunOutcome, RunStatus } from './status.ts';

/**
 * Applies one fact to a state.
 *
 * Kept here:
 *
 * - K1 the same plan and the same log give the same state: nothing is read but the state and the
 *   fact.
 * - K2 an atom opens only when everything before it has succeeded, was tolerated, passed or
 *   skipped.
 * - K3 a task becomes revertible only if it has started, and when nothing after it stands any more.
 * - K5 a task that never started is never made revertible.
 * - K6 a revert that fails leaves its task standing, and with it all that the task depends on; the
 *   others go on.
 * - K7 once an irreversible task has succeeded on the way forward, no failure turns the run back.
 * - K9 skipped atoms are passed over in both directions, without a fact of their own.
 *
 * Each fact costs the degree of its atom. The state is changed in place and returned.
 *
 * @param known The atom that the fact names, where the caller has it at hand: finding it by path is
 * dear in a wide flow.
 * @throws {InvariantError} when the fact is not possible in this state: the log is not one of this
 * plan.
 */
export function evolve(state: State, fact: Fact, known?: Atom): State {
  if (state.moved.length > 0) state.moved.length = 0;
  if (isAboutTask(fact, known)) onTaskFact(state, fact, known ?? atomAt(state.plan, fact.task));
  else onRunFact(state, fact);
  return state;
}

type TaskFact = Extract<Fact, { task: string }>;

/** Who has the atom at hand need not look for the key: in so many kinds of fact, that is slow. */
function isAboutTask(fact: Fact, known: Atom | undefined): fact is TaskFact {
  return known !== undefined || 'task' in fact;
}

function onTaskFact(state: State, fact: TaskFact, atom: Atom): void {
  switch (fact.type) {
    case 'task-started':
      return onTaskStarted(state, atom);
    case 'task-succeeded':
      return onTaskSucceeded(state, atom, fact);
    case 'revert-started':
      return onRevertStarted(state, atom);
    case 'revert-succeeded':
      return onRevertSucceeded(state, atom);
    case 'task-failed':
      return onTaskFailed(state, atom, fact);
    case 'task-refused':
      return onTaskRefused(state, atom, fact);
    case 'choice-made':
      return onChoiceMade(state, atom, fact);
    case 'attempt-failed':
      return onAttemptFailed(state, atom, fact);
    case 'value-recorded':
      return onValueRecorded(state, atom, fact);
    case 'revert-failed':
      return onRevertFailed(state, atom, fact);
    default:
      return unreachable(fact);
  }
}

function onRunFact(state: State, fact: Exclude<Fact, TaskFact>): void {
  switch (fact.type) {
    case 'run-started':
      return onRunStarted(state, fact);
    case 'run-cancelled':
      return onRunCancelled(state, fact.reason);
    case 'run-suspending':
      return onRunSuspending(state);
    case 'suspend-withdrawn':
      return onSuspendWithdrawn(state);
    case 'run-suspended':
      return onRunSuspended(state, fact);
    case 'run-resumed':
      return onRunResumed(state, fact);
    case 'signal-received':
      return onSignalReceived(state, fact);
    case 'run-finished':
      return onRunFinished(state, fact.outcome);
    default:
      return unreachable(fact);
  }
}

function onRunStarted(state: State, fact: RunStarted): void {
  const { flow, version } = state.plan;
  invariant(
    fact.flow === flow && fact.version === version,
    () => `the log is one of ${fact.flow}@${fact.version}, the plan one of ${flow}@${version}`,
  );
  invariant(state.status === 'PENDING', () => `a run that is ${state.status} has started`);
  moveRun(state, 'RUNNING');
  state.run = fact.run;
  keep(state, state.plan.inputs, fact.input);
  begin(state);
}

/** Keeps named values in their slots. */
function keep(
  state: State,
  bindings: readonly Binding[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (const { name, slot, inherited } of bindings) {
    if (!inherited || Object.hasOwn(values, name)) state.values[slot] = values[name];
  }
}

function onTaskStarted(state: State, atom: Atom): void {
  isOpen(state, atom, 'start');
  if (atom.kind !== 'task') bug(`'${atom.path}' is no task`);
  const isLost = state.codes[atom.index] === taskCode.lost;
  move(state, atom, taskCode.running);
  state.ready.delete(atom.index);
  state.running += 1;
  // What was lost stands already, and keeps its place among the others; it has no end any more.
  if (isLost) state.ends?.delete(atom.index);
  else stand(state, atom);
}

function onTaskSucceeded(state: State, atom: Atom, fact: TaskSucceeded): void {
  move(state, atom, taskCode.succeeded);
  state.running -= 1;
  if (fact.result !== undefined) keep(state, atom.writes, fact.result);
  if (state.status === 'REVERTING') {
    release(state, atom);
    return;
  }
  if (atom.revert === 'irreversible') state.pivoted = true;
  complete(state, atom);
}

function onTaskFailed(state: State, atom: Atom, fact: TaskFailed): void {
  if (state.codes[atom.index] === taskCode.lost) {
    isOpen(state, atom, 'fail');
    state.ready.delete(atom.index);
  } else state.running -= 1;
  move(state, atom, atom.bestEffort ? taskCode.tolerated : taskCode.failed);
  (state.ends ??= new Map()).set(atom.index, { outcome: fact.outcome, failure: fact.failure });
  (atom.bestEffort ? state.tolerated : state.failures).push(fact.failure);
  if (state.status === 'REVERTING') release(state, atom);
  else if (atom.bestEffort) complete(state, atom);
  else fail(state, fact.failure);
}

function onTaskRefused(state: State, atom: Atom, fact: TaskRefused): void {
  isOpen(state, atom, 'be refused');
  move(state, atom, taskCode.refused);
  state.ready.delete(atom.index);
  (atom.bestEffort ? state.tolerated : state.failures).push(fact.failure);
  if (!atom.bestEffort) {
    fail(state, fact.failure);
    return;
  }
  stand(state, atom);
  complete(state, atom);
}

function onChoiceMade(state: State, atom: Atom, fact: ChoiceMade): void {
  isOpen(state, atom, 'choose');
  // Where there are several arms one is always taken: what all of them give is certain.
  const least = atom.arms.length > 1 ? 0 : -1;
  invariant(
    atom.kind === 'choice' && fact.arm >= least && fact.arm < atom.arms.length,
    () => `'${atom.path}' has no arm ${fact.arm}`,
  );
  move(state, atom, taskCode.passed);
  state.ready.delete(atom.index);
  skipOthers(state, atom, fact.arm);
  stand(state, atom);
  complete(state, atom);
}

function onRevertStarted(state: State, atom: Atom): void {
  isAwake(state, atom, 'revert', 'REVERTING');
  const { places, revertible } = rollbackOf(state);
  const place = places[atom.index] ?? -1;
  if (place < 0 || !revertible.has(place)) bug(`'${atom.path}' may not revert: others come first`);
  move(state, atom, taskCode.reverting);
  revertible.delete(place);
  state.reverting += 1;
}

function onRevertSucceeded(state: State, atom: Atom): void {
  // The table would let a task with nothing to undo go there without a revert.
  isUnderWay(state, atom, 'revert');
  move(state, atom, taskCode.reverted);
  state.reverting -= 1;
  retreat(state, atom);
}

function onRevertFailed(state: State, atom: Atom, fact: RevertFailed): void {
  move(state, atom, taskCode['revert-failed']);
  state.reverting -= 1;
  state.revertFailures.push(fact.failure);
}

function onRunCancelled(state: State, reason: string): void {
  invariant(
    state.status === 'RUNNING' && !state.pivoted,
    () => 'a run past its pivot cannot be cancelled',
  );
  turnBack(state, {
    name: 'Cancelled',
    message: reason,
    kind: 'cancelled',
    retryable: false,
    task: state.plan.flow,
    attempt: 1,
  });
}

function onRunFinished(state: State, outcome: RunOutcome): void {
  invariant(
    endingOf(state) === outcome,
    () => `a run that is ${state.status} may not end in ${outcome} here`,
  );
  moveRun(state, outcome);
  state.suspending = false;
}

/** Asserts that an atom may go on now: nothing that it waits for is left. */
function isOpen(state: State, atom: Atom, to: string): void {
  const { index, path } = atom;
  isAwake(state, atom, to, 'RUNNING');
  if (state.waiting[index] !== 0) bug(`'${path}' may not ${to}: others come first`);
}

/** Asserts that the run goes that way, and was not asked to rest. */
function isAwake(state: State, { path }: Atom, to: string, way: RunStatus): void {
  const { status, suspending } = state;
  if (status === way && !suspending) return;
  bug(`'${path}' may not ${to} while the run is ${suspending ? 'suspending' : status}`);
}

/** A failure turns the run back, unless the pivot is behind it. */
function fail(state: State, failure: Failure): void {
  if (state.pivoted) state.cause ??= failure;
  else turnBack(state, failure);
}
