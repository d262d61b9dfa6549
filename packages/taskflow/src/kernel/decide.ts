import type { Command } from './command.ts';
import { invariant, unreachable } from './invariant.ts';
import type { Atom } from './plan.ts';
import { rollbackOf } from './rollback.ts';
import type { State } from './state.ts';
import type { RunOutcome } from './status.ts';

/**
 * Says what may start now; it performs nothing and changes nothing.
 *
 * Kept here:
 *
 * - K1 the same state gives the same commands: forward in the order of writing, back in the reverse
 *   of starting.
 * - K4 a run that turns back starts nothing new.
 * - K6 a run in which something stands at the end of its rollback ends in FAILURE, never in
 *   REVERTED.
 * - K8 a finished run yields no command.
 *
 * K10 is kept by whoever calls: a command is obeyed only after its fact is in the journal.
 *
 * @param slots How many more tasks may be under way; it bounds what the call costs, too.
 */
export function decide(state: State, slots = Number.POSITIVE_INFINITY): readonly Command[] {
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
  if (index < 0 && state.running === 0)
    return finish(state.failures.length > 0 ? 'FAILURE' : 'SUCCESS');
  for (; index >= 0 && commands.length < slots; index = state.ready.next(index + 1)) {
    const atom = atomBy(state, index);
    commands.push({ do: atom.kind === 'choice' ? 'choose' : 'execute', atom });
  }
  return commands.length > 0 ? commands : wait;
}

function back(state: State, slots: number): readonly Command[] {
  const commands: Command[] = [];
  const { revertible } = rollbackOf(state);
  let place = revertible.previous(state.order.length);
  if (place < 0 && state.running + state.reverting === 0) {
    return finish(state.stands > 0 ? 'FAILURE' : 'REVERTED');
  }
  for (; place >= 0 && commands.length < slots; place = revertible.previous(place - 1)) {
    commands.push({ do: 'revert', atom: atomBy(state, state.order[place] ?? -1) });
  }
  return commands.length > 0 ? commands : wait;
}

const wait: readonly Command[] = [{ do: 'wait' }];

function finish(outcome: RunOutcome): readonly Command[] {
  return [{ do: 'finish', outcome }];
}

function atomBy(state: State, index: number): Atom {
  const atom = state.plan.atoms[index];
  invariant(atom !== undefined, () => `no atom ${index}`);
  return atom;
}
