import type { Failure } from './failure.ts';
import { IndexSet } from './index-set.ts';
import { bug } from './invariant.ts';
import type { Atom } from './plan.ts';
import { move } from './state.ts';
import type { Rollback, State } from './state.ts';
import { taskCode } from './status.ts';

/**
 * Turns the run back.
 * Two passes over what stands find who holds whom and the ends to begin with; each of these is to
 * be reverted anyhow, so the passes add a constant to each revert, and a run that succeeds never
 * pays for its way back.
 */
export function turnBack(state: State, cause: Failure): void {
  state.status = 'REVERTING';
  state.cause = cause;
  state.rollback = retrace(state);
  for (let place = state.order.length - 1; place >= 0; place--) {
    const atom = state.plan.atoms[state.order[place] ?? -1];
    if (atom !== undefined) release(state, atom);
  }
}

/** Reverts an atom, or lets it be reverted, when nothing that stands holds it. */
export function release(state: State, atom: Atom): void {
  if (isFree(state, atom) && leave(state, atom)) retreat(state, atom);
}

/**
 * An atom stands no more; those before it that nothing else holds are released. What has nothing to
 * undo is passed over at once, along a stack of our own: a chain of it may be long.
 */
export function retreat(state: State, atom: Atom): void {
  const { holding, places } = rollbackOf(state);
  let fallen: Atom | undefined = atom;
  let passed: Atom[] | undefined;
  while (fallen !== undefined) {
    places[fallen.index] = -1;
    state.stands -= 1;
    for (const index of fallen.before) {
      holding[index] = (holding[index] ?? 0) - 1;
      const before = state.plan.atoms[index];
      if (before === undefined || !isFree(state, before)) continue;
      if (leave(state, before)) (passed ??= []).push(before);
    }
    fallen = passed?.pop();
  }
}

/**
 * The bookkeeping of the way back.
 *
 * @throws {InvariantError} when the run has not turned.
 */
export function rollbackOf(state: State): Rollback {
  return state.rollback ?? bug(`a run that is ${state.status} reverts nothing`);
}

function retrace(state: State): Rollback {
  const size = state.plan.atoms.length;
  const holding = new Array<number>(size).fill(0);
  const places = new Array<number>(size).fill(-1);
  state.order.forEach((index, place) => {
    places[index] = place;
    for (const before of state.plan.atoms[index]?.before ?? []) {
      holding[before] = (holding[before] ?? 0) + 1;
    }
  });
  return { holding, places, revertible: new IndexSet(state.order.length) };
}

function isFree(state: State, atom: Atom): boolean {
  const { holding, places } = rollbackOf(state);
  return (places[atom.index] ?? -1) >= 0 && holding[atom.index] === 0;
}

/** Settles an atom that has nothing to undo and answers true; queues one that has. */
function leave(state: State, atom: Atom): boolean {
  switch (state.codes[atom.index] ?? taskCode.pending) {
    case taskCode.skipped:
    case taskCode.refused:
      return true;
    case taskCode.passed:
      move(state, atom, taskCode.reverted);
      return true;
    case taskCode.succeeded:
    case taskCode.failed:
    case taskCode.tolerated:
    case taskCode.lost:
      return leaveTask(state, atom);
    default:
      // It is still on its way, or its revert has failed: it stands, and holds those before it.
      return false;
  }
}

function leaveTask(state: State, atom: Atom): boolean {
  if (atom.revert === 'function' || atom.revert === 'receiver') {
    const { places, revertible } = rollbackOf(state);
    revertible.add(places[atom.index] ?? 0);
    return false;
  }
  // What cannot be undone stands, unless it is known not to have happened.
  const happened = state.ends?.get(atom.index)?.outcome !== 'failed';
  if (atom.revert === 'irreversible' && happened) return false;
  move(state, atom, taskCode.reverted);
  state.moved.push(atom.index);
  return true;
}
