import type { Atom } from './plan.ts';
import { move } from './state.ts';
import type { State } from './state.ts';
import { taskCode } from './status.ts';

/** Opens what waits for nothing: the beginning of a run. */
export function begin(state: State): void {
  for (const atom of state.plan.entries) open(state, atom);
}

/** An atom begins to stand: from now on those before it may not be reverted. */
export function stand(state: State, atom: Atom): void {
  state.order.push(atom.index);
  state.stands += 1;
}

/**
 * Tells those after an atom that it is done, and opens each that waits for nothing more. Joins and
 * skipped atoms are passed over at once, along a stack of our own: a chain of them may be long.
 */
export function complete(state: State, atom: Atom): void {
  let done: Atom | undefined = atom;
  let passed: Atom[] | undefined;
  while (done !== undefined) {
    for (const index of done.after) {
      const left = (state.waiting[index] ?? 0) - 1;
      state.waiting[index] = left;
      if (left !== 0) continue;
      const next = state.plan.atoms[index];
      if (next !== undefined && open(state, next)) (passed ??= []).push(next);
    }
    done = passed?.pop();
  }
}

/** Marks the arms that a choice did not take. */
export function skipOthers(state: State, choice: Atom, taken: number): void {
  choice.arms.forEach((arm, index) => {
    if (index === taken) return;
    for (const atom of state.plan.atoms.slice(arm.from, arm.to)) {
      move(state, atom, taskCode.skipped);
      if (atom.kind === 'task') state.moved.push(atom.index);
    }
  });
}

/** Lets an atom start, or passes over it; true when it was passed over. */
function open(state: State, atom: Atom): boolean {
  if (state.codes[atom.index] === taskCode.skipped) {
    stand(state, atom);
    return true;
  }
  if (atom.kind === 'join') {
    move(state, atom, taskCode.passed);
    stand(state, atom);
    return true;
  }
  state.ready.add(atom.index);
  return false;
}
