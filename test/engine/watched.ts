import { memoryJournal, quietLogger, run, RunError } from '@conductor/taskflow';
import type { Flow, InputOf, Listener, OutputOf, RunOptions } from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';

/** A run under a clock that stands still, with all that comes out of it. */
export interface Watched<Output> {
  readonly clock: ManualClock;
  /** What listeners heard, a line for each event. */
  readonly events: readonly string[];
  /** What was reported to the log as an error. */
  readonly reports: readonly object[];
  /** What the run resolves or rejects with. */
  readonly ended: Promise<Output>;
  /** The log so far, as long as the run writes to the journal that it was given here. */
  facts(): readonly Fact[];
  /** The log so far as text. */
  trace(): readonly string[];
  /** Moves the clock until the run has succeeded, and gives what it provides. */
  output(): Promise<Output>;
  /** Moves the clock until the run has failed, and gives what it threw. */
  error(): Promise<RunError>;
}

/** Starts a run with the id `r`, and watches it. */
export function watch<F extends Flow>(
  flow: F,
  input: InputOf<F>,
  { clock = manualClock(), ...options }: WatchOptions = {},
): Watched<OutputOf<F>> {
  const journal = memoryJournal();
  const events: string[] = [];
  const reports: object[] = [];
  const log = { ...quietLogger, error: (fields: object) => void reports.push(fields) };
  const listeners = [hearing(events), ...(options.listeners ?? [])];
  const ended = run(flow, input, { id: 'r', clock, journal, log, ...options, listeners });
  const settled = endOf(ended, clock);
  return {
    clock,
    events,
    reports,
    ended,
    facts: () => journal.load('r'),
    trace: () => trace(journal.load('r')),
    async output() {
      await settled();
      return ended;
    },
    async error() {
      await settled();
      try {
        await ended;
      } catch (error) {
        if (error instanceof RunError) return error;
        throw error;
      }
      throw new Error('the run has succeeded');
    },
  };
}

/** How a run is watched: as any run, but only a manual clock will do. */
export interface WatchOptions extends Omit<RunOptions, 'clock'> {
  readonly clock?: ManualClock;
}

/** A listener that writes down each event as a line, with the bare names of tasks. */
export function hearing(lines: string[]): Listener {
  return (events) => {
    events.on('run', ({ state }) => lines.push(`run ${state}`));
    events.on('task', ({ name, state }) => lines.push(`${name} ${state}`));
    events.on('attempt', ({ name, direction, attempt, delayMs }) =>
      lines.push(`${name} ${direction} ${attempt} failed, again in ${delayMs}`),
    );
    events.on('progress', ({ name, fraction, note = '' }) =>
      lines.push(`${name} at ${fraction} ${note}`.trimEnd()),
    );
  };
}

// An hour is longer than any pause of these tests, and a run that needs this many is stuck.
const hourMs = 3_600_000;
const mostHours = 10_000;

/** Moves the clock until a promise is settled, whatever it is settled with. */
function endOf(promise: Promise<unknown>, clock: ManualClock): () => Promise<void> {
  let pending = true;
  const settle = (): void => {
    pending = false;
  };
  promise.then(settle, settle);
  return async () => {
    for (let hour = 0; pending && hour < mostHours; hour++) await clock.advance(hourMs);
    if (pending) throw new Error('the run does not end');
  };
}
