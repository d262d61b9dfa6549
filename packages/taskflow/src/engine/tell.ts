import type { Atom, AttemptFailed, Fact, Failure, State } from '../kernel/index.ts';
import type { RunEventMap } from '../listeners/events.ts';
import type { Moved, Note } from './batch.ts';
import type { Runtime } from './runtime.ts';

/** Tells listeners of a fact that the journal has, and of what moved along with it. */
export function tell(runtime: Runtime, fact: Fact, atom: Atom | undefined, note?: Note): void {
  if (atom !== undefined) tellTask(runtime, atom, fact);
  else if (fact.type === 'run-started' || (fact.type === 'run-resumed' && !note?.turned)) {
    tellRun(runtime, 'RUNNING', fact.at);
  }
  if (note?.turned === true) tellRun(runtime, 'REVERTING', fact.at);
  if (note?.moved !== undefined) tellMoved(runtime, note.moved, fact.at);
  if (fact.type === 'run-suspended') tellRun(runtime, 'SUSPENDED', fact.at);
  if (fact.type === 'run-finished') tellRun(runtime, fact.outcome, fact.at);
}

/** Tells listeners that the run as a whole has got into another state. */
export function tellRun(runtime: Runtime, state: RunEventMap['run']['state'], at: number): void {
  const { run: channel } = runtime.teller;
  if (channel?.heard !== true) return;
  const failures = failuresOf(runtime.state);
  channel.emit({ run: runtime.run, at, state, failures });
}

/** Every failure so far: what brought the run down, the tasks', then the reverts'. */
export function failuresOf({ cause, failures, revertFailures }: State): Failure[] {
  if (cause === undefined) return failures.slice();
  const cancelled = cause.kind === 'cancelled' ? [cause] : [];
  return [...cancelled, ...failures, ...revertFailures];
}

/** Tells listeners of a fact that is about one task. */
export function tellTask(runtime: Runtime, atom: Atom, fact: Fact): void {
  if (fact.type === 'attempt-failed') tellAttempt(runtime, atom, fact);
  else if (runtime.teller.task?.heard === true && atom.kind === 'task') {
    const event = stepEvent(runtime, atom, fact) ?? troubleEvent(runtime, atom, fact);
    if (event !== undefined) runtime.teller.task.emit(event);
  }
}

type TaskEvent = RunEventMap['task'];

/** The events that every step is good for; they are apart from the others because they are many. */
function stepEvent(
  { run }: Runtime,
  { path: task, name }: Atom,
  fact: Fact,
): TaskEvent | undefined {
  const { at, type } = fact;
  if (type === 'task-started') return { run, at, task, name, state: 'running' };
  if (type === 'task-succeeded') {
    return fact.result === undefined
      ? { run, at, task, name, state: 'succeeded' }
      : { run, at, task, name, state: 'succeeded', result: fact.result };
  }
  if (type === 'revert-started') return { run, at, task, name, state: 'reverting' };
  if (type === 'revert-succeeded') return { run, at, task, name, state: 'reverted' };
  return undefined;
}

function troubleEvent({ run }: Runtime, atom: Atom, fact: Fact): TaskEvent | undefined {
  const { path: task, name } = atom;
  const { at, type } = fact;
  if (type === 'task-failed') {
    const state = atom.bestEffort ? 'tolerated' : 'failed';
    return { run, at, task, name, state, ...detailsOf(fact.failure) };
  }
  if (type !== 'task-refused' && type !== 'revert-failed') return undefined;
  const state = type === 'task-refused' ? 'refused' : 'revert-failed';
  return { run, at, task, name, state, ...detailsOf(fact.failure) };
}

function detailsOf(failure: Failure): Pick<TaskEvent, 'failure' | 'attempt'> {
  return { failure, attempt: failure.attempt };
}

function tellAttempt(runtime: Runtime, atom: Atom, fact: AttemptFailed): void {
  const { attempt: channel } = runtime.teller;
  if (channel?.heard !== true) return;
  const { at, direction, failure, delayMs } = fact;
  const { attempt } = failure;
  const who = { run: runtime.run, at, task: atom.path, name: atom.name };
  channel.emit({ ...who, direction, attempt, failure, delayMs });
}

function tellMoved({ run, state, teller }: Runtime, moved: readonly Moved[], at: number): void {
  if (teller.task?.heard !== true) return;
  for (const { index, status } of moved) {
    const atom = state.plan.atoms[index];
    if (atom === undefined || status === 'pending' || status === 'passed') continue;
    teller.task.emit({ run, at, task: atom.path, name: atom.name, state: status });
  }
}
