import type {
  Clock,
  Description,
  Failure,
  GroupDescription,
  Listener,
  RunEventMap,
  TaskDescription,
  TaskState,
} from '@conductor/taskflow';

/** A clock that stands still until it is moved. */
export class StillClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const due = () => call();
    this.#timers.set(due, this.#nowMs + delayMs);
    return () => void this.#timers.delete(due);
  }

  /** Timers that are armed. */
  get pending(): number {
    return this.#timers.size;
  }

  move(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a - b);
      if (next === undefined || next[1] > endMs) break;
      const [call, atMs] = next;
      this.#timers.delete(call);
      this.#nowMs = atMs;
      call();
    }
    this.#nowMs = endMs;
  }
}

/** A task of a made-up flow. */
export function aTask(name: string, more: Partial<TaskDescription> = {}): TaskDescription {
  return {
    kind: 'task',
    name,
    path: name,
    requires: [],
    optional: [],
    provides: [],
    revert: 'function',
    bestEffort: false,
    remote: false,
    ...more,
  };
}

/** A group of a made-up flow. Paths are the bare names here: a listener only compares them. */
export function aGroup(
  kind: GroupDescription['kind'],
  name: string,
  nodes: readonly (Description | string)[],
  more: Partial<GroupDescription> = {},
): GroupDescription {
  const inner = nodes.map((node) => (typeof node === 'string' ? aTask(node) : node));
  return { kind, name, path: name, nodes: [...inner], ...more };
}

export function aFailure(task: string, message: string, more: Partial<Failure> = {}): Failure {
  return { name: 'Error', message, kind: 'error', retryable: true, task, attempt: 1, ...more };
}

type Calls = {
  readonly [Name in keyof RunEventMap]: ((event: RunEventMap[Name]) => void)[];
};

type Fields<Name extends keyof RunEventMap> = Partial<RunEventMap[Name]>;

/** A run that does what a test says: it emits the events and nothing more. */
export class StagedRun {
  readonly #calls: Calls = { run: [], task: [], attempt: [], progress: [] };
  #states: ReadonlyMap<string, TaskState> = new Map();

  constructor(
    readonly flow: Description,
    readonly clock: StillClock,
    readonly id = 'run-1',
  ) {}

  /** Where tasks stand from before, as in a run that is resumed. */
  standing(states: Readonly<Record<string, TaskState>>): this {
    this.#states = new Map(Object.entries(states));
    return this;
  }

  listenedBy(...listeners: readonly Listener[]): this {
    for (const listener of listeners) {
      listener({
        flow: this.flow,
        states: this.#states,
        on: (name, call) => {
          this.#calls[name].push(call);
          return () => undefined;
        },
      });
    }
    return this;
  }

  run(state: RunEventMap['run']['state'], ...failures: readonly Failure[]): this {
    for (const call of this.#calls.run) call({ ...this.#base(), state, failures });
    return this;
  }

  task(name: string, state: RunEventMap['task']['state'], more: Fields<'task'> = {}): this {
    const event = { ...this.#base(), task: name, name, state, ...more };
    for (const call of this.#calls.task) call(event);
    return this;
  }

  /** Tasks that start and succeed at once. */
  done(...names: readonly string[]): this {
    for (const name of names) this.task(name, 'running').task(name, 'succeeded');
    return this;
  }

  attempt(name: string, attempt: number, delayMs: number, failure: Failure): this {
    const event = { ...this.#base(), task: name, name, attempt, delayMs, failure };
    for (const call of this.#calls.attempt) call({ ...event, direction: 'execute' });
    return this;
  }

  progress(name: string, fraction: number, note: string): this {
    const event = { ...this.#base(), task: name, name, fraction, note };
    for (const call of this.#calls.progress) call({ ...event, direction: 'execute' });
    return this;
  }

  wait(ms: number): this {
    this.clock.move(ms);
    return this;
  }

  #base() {
    const run = { id: this.id, flow: this.flow.name, version: 1 };
    return { run, at: this.clock.now() };
  }
}
