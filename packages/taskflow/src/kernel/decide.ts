import type { Command } from './command.ts';
import { endingOf } from './ending.ts';
import { invariant, unreachable } from './invariant.ts';
import type { Atom } from './plan.ts';
import type { State } from './state.ts';

/**
 * Says what may start now; it performs nothing and changes nothing.
 *
 * Kept here:
 *
 * - K1 the same state gives the same commands: forward in the order of writing, back in the reverse
 *   of starting.
 * - K4 a run that turns back starts nothing new.
 * - K8 a finished run yields no command.
 *
 * K10 is kept by whoever calls: a command is obeyed only after its fact is in the journal.
 *
 * @param slots How many more tasks may be under way; it bounds what the call costs, too.
 */
export function decide(state: State, slots = Number.POSITIVE_INFINITY): readonly Command[] {
  const outcome = endingOf(state);
  if (outcome !== undefined) return [{ do: 'finish', outcome }];
  switch (state.status) {
    case 'RUNNING':
      return forward(state, slots);
    case 'REVERTING':
      return back(state, slots);
    case 'PENDING':
    case 'SUCCESS':
    case 'REVERTED':
    case 'FAILURE':
      return [];
    default:
      return unreachable(state.status);
  }
}

function forward(state: State, slots: number): readonly Command[] {
  const commands: Command[] = [];
  let index = state.ready.next(0);
  for (; index >= 0 && commands.length < slots; index = state.ready.next(index + 1)) {
    const atom = atomBy(state, index);
    commands.push({ do: atom.kind === 'choice' ? 'choose' : 'execute', atom });
  }
  return commands.length > 0 ? commands : wait;
}

function back(state: State, slots: number): readonly Command[] {
  const commands: Command[] = [];
  let place = state.revertible.previous(state.order.length);
  for (; place >= 0 && commands.length < slots; place = state.revertible.previous(place - 1)) {
    commands.push({ do: 'revert', atom: atomBy(state, state.order[place] ?? -1) });
  }
  return commands.length > 0 ? commands : wait;
}

const wait: readonly Command[] = [{ do: 'wait' }];

function atomBy(state: State, index: number): Atom {
  const atom = state.plan.atoms[index];
  invariant(atom !== undefined, () => `no atom ${index}`);
  return atom;
}
