import type { Description } from '../drawing/description.ts';
import type { Failure } from '../kernel/failure.ts';
import { unreachable } from '../kernel/invariant.ts';
import { isFinal } from '../kernel/status.ts';
import type { RunEventMap, RunEvents, TaskState } from '../listeners/events.ts';

/** Everything a picture of one run needs, gathered from its events and from nothing else. */
export interface RunView {
  readonly flow: Description;
  /** Tasks that an event has spoken of, by path; updated in place, for copies would be slow. */
  readonly tasks: Map<string, TaskView>;
  id: string;
  state: RunEventMap['run']['state'];
  failures: readonly Failure[];
  /** Times in ms, as the events give them. */
  startedAtMs: number | undefined;
  atMs: number;
}

/** One task as its events tell it. */
export interface TaskView {
  readonly status: TaskState;
  /** Start and end of what it does now, or did last; unknown when the events did not say. */
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** Attempts begun, the one after a pause included. */
  readonly attempts: number;
  /** Why the last attempt failed, and when the next begins. */
  readonly pause: { readonly untilMs: number; readonly failure: Failure } | undefined;
  readonly progress: { readonly fraction: number; readonly note: string | undefined } | undefined;
  /** Why the task itself failed; stays when it is reverted. */
  readonly failure: Failure | undefined;
  readonly revertFailure: Failure | undefined;
}

/** One event with its name. */
export type Happening = {
  readonly [Name in keyof RunEventMap]: { readonly name: Name; readonly event: RunEventMap[Name] };
}[keyof RunEventMap];

/** The view of a run before its first event. */
export function newRunView({ flow, states }: Pick<RunEvents, 'flow' | 'states'>): RunView {
  return {
    flow,
    tasks: new Map([...states].map(([path, status]) => [path, { ...unknown, status }])),
    id: '',
    state: 'RUNNING',
    failures: [],
    startedAtMs: undefined,
    atMs: 0,
  };
}

/** Tells whether a run has ended, or rests: nothing more is told of it here. */
export function isOver({ state }: RunView): boolean {
  return state === 'SUSPENDED' || isFinal(state);
}

/** Calls back with every event of a run. */
export function follow(events: RunEvents, call: (happening: Happening) => void): void {
  events.on('run', (event) => call({ name: 'run', event }));
  events.on('task', (event) => call({ name: 'task', event }));
  events.on('attempt', (event) => call({ name: 'attempt', event }));
  events.on('progress', (event) => call({ name: 'progress', event }));
}

/** Brings a view up to date. */
export function update(view: RunView, happening: Happening): void {
  const { run, at } = happening.event;
  view.id = run.id;
  view.atMs = at;
  view.startedAtMs ??= at;
  if (happening.name === 'run') {
    view.state = happening.event.state;
    view.failures = happening.event.failures;
    return;
  }
  const path = happening.event.task;
  view.tasks.set(path, taskAfter(view.tasks.get(path) ?? unknown, happening));
}

/** The task after one event; touches nothing. */
export function taskAfter(
  task: TaskView,
  happening: Exclude<Happening, { name: 'run' }>,
): TaskView {
  switch (happening.name) {
    case 'task':
      return afterMove(task, happening.event);
    case 'attempt': {
      const { at, delayMs, attempt, failure } = happening.event;
      const pause = { untilMs: at + delayMs, failure };
      return { ...task, attempts: attempt + 1, pause, progress: undefined };
    }
    case 'progress': {
      const { fraction, note } = happening.event;
      return { ...task, progress: { fraction, note }, pause: undefined };
    }
    default:
      return unreachable(happening);
  }
}

function afterMove(task: TaskView, event: RunEventMap['task']): TaskView {
  const { state: status, at, attempt } = event;
  switch (status) {
    case 'running':
    case 'reverting':
      return { ...unknown, failure: task.failure, status, startedAtMs: at, attempts: attempt ?? 1 };
    case 'revert-failed':
      return { ...task, ...ended(at), status, revertFailure: event.failure };
    case 'reverted': {
      // A task with nothing to undo goes straight to here: no time has passed that could be shown.
      const startedAtMs = task.status === 'reverting' ? task.startedAtMs : undefined;
      return { ...task, ...ended(at), status, startedAtMs };
    }
    case 'succeeded':
    case 'failed':
    case 'tolerated':
    case 'refused':
    case 'skipped':
    case 'lost':
      return { ...task, ...ended(at), status, failure: event.failure };
    default:
      return unreachable(status);
  }
}

function ended(atMs: number) {
  return { endedAtMs: atMs, pause: undefined, progress: undefined };
}

const unknown: TaskView = {
  status: 'running',
  startedAtMs: undefined,
  endedAtMs: undefined,
  attempts: 0,
  pause: undefined,
  progress: undefined,
  failure: undefined,
  revertFailure: undefined,
};
