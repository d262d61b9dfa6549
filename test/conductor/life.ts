import {
  memoryJournal,
  openConductor,
  quietLogger,
  RunError,
  sleep,
  TaskflowError,
} from '@conductor/taskflow';
import type { Flow, Journal, RunHandle } from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';
import { mortal } from './mortal-journal.ts';
import type { Death } from './mortal-journal.ts';

/** What the tasks of a scenario act on: it outlives every process. */
export class World {
  /** What is there, by the task that made it. */
  readonly effects = new Set<string>();
  /** Every call of a function of a task, in order. */
  readonly calls: string[] = [];
  #process: Process = { isDead: () => false, clock: manualClock() };

  /** From now on tasks are those of another process. */
  enter(process: Process): void {
    this.#process = process;
  }

  /**
   * Takes half a second, and for ever once the process of the task is dead: a dead task does
   * nothing more. The answer belongs to one process, so it is asked for when the task begins.
   */
  breath(): () => Promise<void> {
    const { isDead, clock } = this.#process;
    return async () => {
      await sleep(clock, 500);
      if (isDead()) await new Promise(() => {});
    };
  }
}

interface Process {
  readonly isDead: () => boolean;
  readonly clock: ManualClock;
}

/** A flow to be killed at every writing, and what is asked of it on its way. */
export interface Scenario {
  readonly flow: (world: World) => Flow;
  /** Asks something of the run at a certain time of each of its lives. */
  readonly asks?: { readonly atMs: number; readonly ask: (run: RunHandle) => Promise<void> };
}

/** How a run has ended, after one life or several. */
export interface Story {
  readonly outcome: string;
  readonly log: readonly string[];
  readonly effects: readonly string[];
  readonly calls: readonly string[];
  /** Writings of the first life. */
  readonly writes: number;
  /** Lives that ended in a death. */
  readonly deaths: number;
}

/** Lives a run through the given deaths, and then to its end. */
export async function live(scenario: Scenario, deaths: readonly Death[] = []): Promise<Story> {
  const journal = memoryJournal();
  const world = new World();
  const made = scenario.flow(world);
  let died = 0;
  let firstWrites: number | undefined;
  for (let life = 0; ; life += 1) {
    const seen = mortal(journal, deaths[life]);
    // Each process begins long after the lease of the one before is over.
    const clock = manualClock(life * 1_000_000);
    world.enter({ isDead: () => seen.isDead, clock });
    const end = await liveOnce(made, seen, clock, scenario.asks);
    firstWrites ??= seen.writes;
    if (end === undefined) {
      died += 1;
      continue;
    }
    const log = trace(journal.load(runId));
    const effects = [...world.effects].sort();
    return { outcome: end, log, effects, calls: world.calls, writes: firstWrites, deaths: died };
  }
}

const runId = 'run-1';

/** One process; gives the outcome, or nothing when it died before. */
async function liveOnce(
  made: Flow,
  journal: Journal & { readonly isDead: boolean },
  clock: ManualClock,
  asks: Scenario['asks'],
): Promise<string | undefined> {
  let outcome: string | undefined;
  const lived = (async () => {
    const options = { flows: [made], journal, clock, log: quietLogger };
    const conductor = await openConductor(options);
    const run = await conductor.submit(made.name, {}, { id: runId });
    // It is asked in vain when the run has ended, or the process died, before it comes to that.
    if (asks !== undefined) clock.after(asks.atMs, () => void asks.ask(run).catch(isInVain));
    outcome = await run.result().then(
      () => 'SUCCESS',
      (error: unknown) => {
        if (error instanceof RunError) return `${error.outcome} ${error.standing.join()}`.trim();
        throw error;
      },
    );
  })();
  let failure: { readonly error: unknown } | undefined;
  lived.catch((error: unknown) => (failure = { error }));
  for (let second = 0; second < 10_000; second += 1) {
    await clock.advance(1_000);
    if (journal.isDead) return undefined;
    if (outcome !== undefined) return outcome;
    if (failure !== undefined) throw new Error('the process failed', { cause: failure.error });
  }
  throw new Error('the run does not end');
}

function isInVain(error: unknown): void {
  if (!(error instanceof TaskflowError)) throw error;
}
