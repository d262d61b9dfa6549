import type { AttemptFailed, Direction, SignalReceived, ValueRecorded } from './fact.ts';
import { invariant } from './invariant.ts';
import type { Atom } from './plan.ts';
import { attemptsOf } from './state.ts';
import type { State } from './state.ts';
import { isFinal, taskCode } from './status.ts';

/** An attempt came to nothing, and another follows. */
export function onAttemptFailed(state: State, atom: Atom, fact: AttemptFailed): void {
  isUnderWay(state, atom, fact.direction);
  const attempts = attemptsOf(state, atom);
  const tries = attempts[fact.direction];
  tries.failed += 1;
  tries.dueAt = fact.at + fact.delayMs;
  attempts.inDoubt ||= fact.direction === 'execute' && fact.outcome === 'unknown';
  attempts.failure = fact.failure;
}

/** A task has noted something on its way. */
export function onValueRecorded(state: State, atom: Atom, fact: ValueRecorded): void {
  isUnderWay(state, atom);
  state.partials ??= new Map();
  const partial = state.partials.get(atom.index);
  // A literal makes a key of any name, while an assignment to `__proto__` does something else.
  state.partials.set(atom.index, { ...partial, [fact.name]: fact.value });
}

/** Something outside has told the run something. */
export function onSignalReceived(state: State, { name, value }: SignalReceived): void {
  invariant(
    state.status !== 'PENDING' && !isFinal(state.status),
    () => `a run that is ${state.status} hears no signal`,
  );
  state.signals ??= new Map();
  const values = state.signals.get(name);
  if (values === undefined) state.signals.set(name, [value]);
  else values.push(value);
}

/** Asserts that a function of the task is under way; a certain one, if one is named. */
export function isUnderWay(state: State, atom: Atom, which?: Direction): void {
  const code = state.codes[atom.index];
  invariant(
    (code === taskCode.running && which !== 'revert') ||
      (code === taskCode.reverting && which !== 'execute'),
    () => `'${atom.path}' has no ${which ?? 'execute or revert'} under way`,
  );
}
