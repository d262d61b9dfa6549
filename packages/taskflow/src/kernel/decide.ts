import type { Command } from './command.ts';
import { endingOf } from './ending.ts';
import { bug, unreachable } from './invariant.ts';
import type { Atom } from './plan.ts';
import { rollbackOf } from './rollback.ts';
import type { State } from './state.ts';

/**
 * Says everything that may start now; it performs nothing and changes nothing.
 *
 * Kept here:
 *
 * - K1 the same state gives the same commands: forward in the order of writing, back in the reverse
 *   of starting.
 * - K4 a run that turns back starts nothing new.
 * - K6 a run in which something stands at the end of its rollback ends in FAILURE, never in
 *   REVERTED.
 * - K8 a finished run yields no command, and neither does one that rests.
 *
 * K10 is kept by whoever calls: a command is obeyed only after its fact is in the journal.
 *
 * @param slots How many more tasks may be under way; it bounds what the call costs, too.
 */
export function decide(state: State, slots = Number.POSITIVE_INFINITY): readonly Command[] {
  const first = decideNext(state, slots);
  if (first === undefined) return [];
  const commands = [first];
  if (first.do === 'revert') {
    const { revertible } = rollbackOf(state);
    for (let place = revertible.previous(state.order.length); commands.length < slots;) {
      place = revertible.previous(place - 1);
      if (place < 0) break;
      commands.push(revert(state, place));
    }
  } else if (first.do === 'execute' || first.do === 'choose') {
    for (let index = state.ready.next(0); commands.length < slots;) {
      index = state.ready.next(index + 1);
      if (index < 0) break;
      commands.push(start(state, index));
    }
  }
  return commands;
}

/**
 * The first of what {@link decide} says, or nothing when the run is finished. Who folds the fact of
 * each command before asking again gets the same commands in the same order, one at a time.
 */
export function decideNext(state: State, slots = Number.POSITIVE_INFINITY): Command | undefined {
  switch (state.status) {
    case 'RUNNING':
      return state.suspending ? rest(state) : forward(state, slots);
    case 'REVERTING':
      return state.suspending ? rest(state) : back(state, slots);
    case 'PENDING':
    case 'SUSPENDED':
    case 'SUCCESS':
    case 'REVERTED':
    case 'FAILURE':
      return undefined;
    default:
      return unreachable(state.status);
  }
}

function forward(state: State, slots: number): Command {
  const { ready } = state;
  if (ready.size > 0) return slots > 0 ? start(state, ready.next(0)) : wait;
  return end(state);
}

function back(state: State, slots: number): Command {
  const { revertible } = rollbackOf(state);
  if (revertible.size > 0) {
    return slots > 0 ? revert(state, revertible.previous(state.order.length)) : wait;
  }
  return end(state);
}

/** What has reached its end has nothing to rest from. */
function rest(state: State): Command {
  if (state.running + state.reverting > 0) return wait;
  const outcome = endingOf(state);
  return outcome === undefined ? { do: 'suspend' } : { do: 'finish', outcome };
}

function end(state: State): Command {
  const outcome = endingOf(state);
  return outcome === undefined ? wait : { do: 'finish', outcome };
}

function start(state: State, index: number): Command {
  const atom = atomBy(state, index);
  return { do: atom.kind === 'choice' ? 'choose' : 'execute', atom };
}

function revert(state: State, place: number): Command {
  return { do: 'revert', atom: atomBy(state, state.order[place] ?? -1) };
}

const wait: Command = { do: 'wait' };

function atomBy(state: State, index: number): Atom {
  return state.plan.atoms[index] ?? bug(`no atom ${index}`);
}
