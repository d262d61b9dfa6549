import type { RunEventMap } from '../listeners/events.ts';
import { statusAt } from '../kernel/index.ts';
import type { Atom, Fact, Failure } from '../kernel/index.ts';
import type { Drive } from './drive.ts';
import type { Entry } from './entry.ts';

/** Tells listeners of a fact that the journal has, and of what moved along with it. */
export function tell(drive: Drive, entry: Entry): void {
  const { fact, atom } = entry;
  if (atom !== undefined && drive.teller.hears('task')) tellTask(drive, atom, fact);
  if (fact.type === 'attempt-failed' && atom !== undefined) tellAttempt(drive, atom, fact);
  if (fact.type === 'run-started') tellRun(drive, 'RUNNING', fact.at);
  if (entry.turned === true) tellRun(drive, 'REVERTING', fact.at);
  if (entry.moved !== undefined) tellMoved(drive, entry.moved, fact.at);
  if (fact.type === 'run-finished') tellRun(drive, fact.outcome, fact.at);
}

type TaskEvent = RunEventMap['task'];

function tellTask(drive: Drive, atom: Atom, fact: Fact): void {
  const state = stateOf(fact, atom);
  if (state === undefined || atom.kind === 'choice') return;
  const event: TaskEvent = { run: drive.run, at: fact.at, task: atom.path, name: atom.name, state };
  drive.teller.emit('task', withDetail(event, fact));
}

function withDetail(event: TaskEvent, fact: Fact): TaskEvent {
  switch (fact.type) {
    case 'task-succeeded':
      return fact.result === undefined ? event : { ...event, result: fact.result };
    case 'task-failed':
    case 'task-refused':
    case 'revert-failed':
      return { ...event, failure: fact.failure, attempt: fact.failure.attempt };
    default:
      return event;
  }
}

function stateOf(fact: Fact, atom: Atom): TaskEvent['state'] | undefined {
  switch (fact.type) {
    case 'task-started':
      return 'running';
    case 'task-succeeded':
      return 'succeeded';
    case 'task-failed':
      return atom.bestEffort ? 'tolerated' : 'failed';
    case 'task-refused':
      return 'refused';
    case 'revert-started':
      return 'reverting';
    case 'revert-succeeded':
      return 'reverted';
    case 'revert-failed':
      return 'revert-failed';
    default:
      return undefined;
  }
}

function tellAttempt(
  drive: Drive,
  atom: Atom,
  fact: Extract<Fact, { type: 'attempt-failed' }>,
): void {
  if (!drive.teller.hears('attempt')) return;
  const { at, direction, failure, delayMs } = fact;
  const { attempt } = failure;
  const who = { run: drive.run, at, task: atom.path, name: atom.name };
  drive.teller.emit('attempt', { ...who, direction, attempt, failure, delayMs });
}

function tellMoved(drive: Drive, moved: readonly number[], at: number): void {
  if (!drive.teller.hears('task')) return;
  for (const index of moved) {
    const atom = drive.state.plan.atoms[index];
    if (atom === undefined) continue;
    const state = statusAt(drive.state, index) === 'skipped' ? 'skipped' : 'reverted';
    drive.teller.emit('task', { run: drive.run, at, task: atom.path, name: atom.name, state });
  }
}

function tellRun(drive: Drive, state: RunEventMap['run']['state'], at: number): void {
  if (drive.teller.hears('run')) {
    drive.teller.emit('run', { run: drive.run, at, state, failures: failuresOf(drive) });
  }
}

/** Every failure so far: what brought the run down, the tasks', then the reverts'. */
export function failuresOf(drive: Drive): Failure[] {
  const { cause, failures, revertFailures } = drive.state;
  const cancelled = cause?.kind === 'cancelled' ? [cause] : [];
  return [...cancelled, ...failures, ...revertFailures];
}
