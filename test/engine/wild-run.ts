import { memoryJournal, quietLogger, run, RunError } from '@conductor/taskflow';
import type { Created, Flow, Listener, NewRun, RunJournal, Turn } from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import fc from 'fast-check';
import { hearing } from './watched.ts';
import { tame, wild } from './wild-flow.ts';
import type { Wild } from './wild-flow.ts';

/** A wild flow and what happens around it. */
export interface Scene {
  readonly tree: Wild;
  readonly concurrency: number;
  /** After how many turns the journal answers each commit, in a circle; at once for none. */
  readonly delays: readonly number[];
  /** When the run is cancelled, if it is. */
  readonly cancelAtMs: number | undefined;
}

/** What came of it. */
export interface Outcome {
  readonly flow: Flow;
  readonly facts: readonly Fact[];
  readonly events: readonly string[];
  /** The last state that was told of each task, by path. */
  readonly told: ReadonlyMap<string, string>;
  readonly output: unknown;
  readonly error: RunError | undefined;
  /** What was told or started although the journal did not have its fact. */
  readonly premature: readonly string[];
  /** How many calls were under way at a time. */
  readonly most: number;
  readonly timersLeft: number;
}

/** Scenes with a fast or a slow journal, some of them cancelled. */
export const scene: fc.Arbitrary<Scene> = fc.record({
  tree: wild,
  concurrency: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
  delays: fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
  cancelAtMs: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 4 }),
});

/** Plays a scene to its end. */
export async function play({ tree, concurrency, delays, cancelAtMs }: Scene): Promise<Outcome> {
  const clock = manualClock();
  const journal = new SlowJournal(delays);
  const premature: string[] = [];
  const expectFact = (line: string): void => {
    if (!journal.has(line)) premature.push(line);
  };
  let inside = 0;
  let most = 0;
  const flow = tame(tree, {
    enters({ attempt }, direction, path) {
      inside += 1;
      most = Math.max(most, inside);
      const start = direction === 'execute' ? 'task-started' : 'revert-started';
      expectFact(
        attempt === 1 ? `${start} ${path}` : `attempt-failed ${path} ${direction} ${attempt - 1}`,
      );
    },
    leaves: () => void (inside -= 1),
    acts: () => undefined,
    hasRecorded: (path, name) => expectFact(`value-recorded ${path} ${name}`),
  });
  const events: string[] = [];
  const told = new Map<string, string>();
  const listeners = [hearing(events), checking(expectFact, told)];
  const controller = new AbortController();
  const options = { id: 'r', clock, journal, listeners, concurrency, log: quietLogger };
  let end: { readonly output?: unknown; readonly error?: unknown } | undefined;
  void run(flow, {}, { ...options, signal: controller.signal }).then(
    (output) => (end = { output }),
    (error: unknown) => (end = { error }),
  );
  if (cancelAtMs !== undefined) {
    await clock.advance(cancelAtMs);
    controller.abort(new Error('enough'));
  }
  for (let second = 0; second < 10_000 && end === undefined; second++) await clock.advance(1_000);
  const error = end?.error;
  if (end === undefined) throw new Error('the run does not end');
  if (error !== undefined && !(error instanceof RunError)) {
    throw new Error('the run was dropped', { cause: error });
  }
  const facts = journal.load();
  const timersLeft = clock.pending;
  return { flow, facts, events, told, output: end.output, error, premature, most, timersLeft };
}

/** Expects the fact behind each event, and keeps the last state of each task. */
export function checking(expectFact: (line: string) => void, told: Map<string, string>): Listener {
  return (events) => {
    events.on('run', ({ state }) => {
      if (state === 'RUNNING') expectFact('run-started wild@1');
      else if (state === 'SUSPENDED') expectFact('run-suspended');
      else if (state !== 'REVERTING') expectFact(`run-finished ${state}`);
    });
    events.on('task', ({ task, state }) => {
      const fact = factOf[state];
      // A task with nothing to undo goes from its end to reverted without a fact of its own.
      const silent = state === 'reverted' && told.get(task) !== 'reverting';
      if (fact !== undefined && !silent) expectFact(`${fact} ${task}`);
      told.set(task, state);
    });
    events.on('attempt', ({ task, direction, attempt }) =>
      expectFact(`attempt-failed ${task} ${direction} ${attempt}`),
    );
  };
}

const factOf: Readonly<Record<string, string>> = {
  running: 'task-started',
  succeeded: 'task-succeeded',
  failed: 'task-failed',
  tolerated: 'task-failed',
  reverting: 'revert-started',
  reverted: 'revert-succeeded',
  'revert-failed': 'revert-failed',
};

/** A journal in memory that takes its time, in turns of the event loop. */
class SlowJournal implements RunJournal {
  readonly #memory = memoryJournal();
  readonly #lines = new Set<string>();
  readonly #delays: readonly number[];
  #commits = 0;

  constructor(delays: readonly number[]) {
    this.#delays = delays;
  }

  renew(owner: string, until: number): void {
    this.#memory.renew(owner, until);
  }

  create(wanted: NewRun): Created | Promise<Created> {
    return this.#later(() => {
      const created = this.#memory.create(wanted);
      this.#keep(wanted.facts);
      return created;
    });
  }

  append(turn: Turn): void | Promise<void> {
    return this.#later(() => {
      this.#memory.append(turn);
      this.#keep(turn.facts);
    });
  }

  load(): readonly Fact[] {
    return this.#memory.load('r');
  }

  /** Tells whether it holds a fact, given as the beginning of its line. */
  has(line: string): boolean {
    return this.#lines.has(line);
  }

  #later<T>(write: () => T): T | Promise<T> {
    const turns = this.#delays[this.#commits++ % this.#delays.length] ?? 0;
    return turns === 0 ? write() : waiting(turns).then(write);
  }

  #keep(facts: readonly Fact[]): void {
    for (const line of bareLines(facts)) this.#lines.add(line);
  }
}

/** The lines of facts without the messages behind them, which nobody expects to the letter. */
export function bareLines(facts: readonly Fact[]): string[] {
  return trace(facts).map((line) => line.replace(/ \(.*\)$| (failed|unknown) \(.*/, ''));
}

/** Waits for so many turns of the event loop. */
export async function waiting(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}
