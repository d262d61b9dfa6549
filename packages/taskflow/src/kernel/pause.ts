import type { RunResumed, RunSuspended } from './fact.ts';
import type { Failure } from './failure.ts';
import { invariant } from './invariant.ts';
import type { Atom } from './plan.ts';
import { release } from './rollback.ts';
import { attemptsOf, move, moveRun } from './state.ts';
import type { State } from './state.ts';
import { taskCode } from './status.ts';

/** The run is to rest: `decide` starts nothing more, whichever way the run goes. */
export function onRunSuspending(state: State): void {
  invariant(
    (state.status === 'RUNNING' || state.status === 'REVERTING') && !state.suspending,
    () => `a run that is ${state.suspending ? 'suspending' : state.status} cannot be suspended`,
  );
  state.suspending = true;
}

/** The run need not rest after all. */
export function onSuspendWithdrawn(state: State): void {
  invariant(state.suspending, () => 'a run that is not to rest has no rest to be spared');
  state.suspending = false;
}

/** The run rests. Tasks that wait for another attempt do so no more; they start anew later. */
export function onRunSuspended(state: State, fact: RunSuspended): void {
  invariant(state.suspending, () => 'a run is suspended when it was asked to be');
  leaveAll(state, fact.at);
  moveRun(state, 'SUSPENDED');
  state.suspending = false;
}

/**
 * Somebody else goes on with the run. What was under way is lost: on the way forward it may start
 * once more, on the way back it is reverted, whichever of its functions was called (K3, K4).
 *
 * A run that was to rest when its process died is still to rest.
 */
export function onRunResumed(state: State, fact: RunResumed): void {
  if (state.status === 'SUSPENDED') {
    moveRun(state, state.rollback === undefined ? 'RUNNING' : 'REVERTING');
  }
  invariant(
    state.status === 'RUNNING' || state.status === 'REVERTING',
    () => `a run that is ${state.status} cannot be resumed`,
  );
  leaveAll(state, fact.at);
}

/** Whatever is under way is so no more. It costs as much as all that was started. */
function leaveAll(state: State, at: number): void {
  if (state.running + state.reverting === 0) return;
  for (const index of state.order) {
    const code = state.codes[index];
    const atom = state.plan.atoms[index];
    if (atom === undefined) continue;
    if (code === taskCode.running) loseExecute(state, atom, at);
    else if (code === taskCode.reverting) loseRevert(state, atom, at);
  }
}

function loseExecute(state: State, atom: Atom, at: number): void {
  move(state, atom, taskCode.lost);
  state.running -= 1;
  const attempts = attemptsOf(state, atom);
  const { execute: tries } = attempts;
  // While it waited for another attempt nothing was under way: what is known of it stays known.
  const waited = tries.dueAt > at && attempts.failure !== undefined;
  const failure = waited ? attempts.failure : lossOf(atom, tries.failed + tries.lost + 1);
  if (!waited) {
    tries.lost += 1;
    attempts.inDoubt = true;
  }
  const outcome = attempts.inDoubt ? 'unknown' : 'failed';
  if (failure !== undefined) (state.ends ??= new Map()).set(atom.index, { outcome, failure });
  if (state.status === 'REVERTING') release(state, atom);
  else state.ready.add(atom.index);
  // What has nothing to undo is not lost any more, and has been named as what it is now.
  if (state.codes[atom.index] === taskCode.lost) state.moved.push(atom.index);
}

function loseRevert(state: State, atom: Atom, at: number): void {
  move(state, atom, taskCode.lost);
  state.moved.push(atom.index);
  state.reverting -= 1;
  const { revert: tries } = attemptsOf(state, atom);
  if (tries.dueAt <= at) tries.lost += 1;
  release(state, atom);
}

function lossOf({ path }: Atom, attempt: number): Failure {
  return {
    name: 'Lost',
    message: `the process in which '${path}' ran is gone`,
    kind: 'lost',
    retryable: true,
    task: path,
    attempt,
  };
}
