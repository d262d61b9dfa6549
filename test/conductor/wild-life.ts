import {
  memoryJournal,
  openConductor,
  quietLogger,
  RunError,
  TaskflowError,
} from '@conductor/taskflow';
import type { Flow, Journal, MemoryJournal, RunHandle } from '@conductor/taskflow';
import { isFinal, replay } from '@conductor/taskflow/kernel';
import type { Fact, State } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';
import fc from 'fast-check';
import { tame, wild } from '../engine/wild-flow.ts';
import type { Wild } from '../engine/wild-flow.ts';
import { bareLines, checking, waiting } from '../engine/wild-run.ts';
import { mortal } from './mortal-journal.ts';
import type { Death, MortalJournal } from './mortal-journal.ts';

/** A wild flow, the deaths of the processes that drive it, and what is asked of it on its way. */
export interface WildLife {
  readonly tree: Wild;
  readonly concurrency: number;
  /** After how many turns the journal answers each writing, in a circle; at once for none. */
  readonly delays: readonly number[];
  /** One for each process that dies; one that comes to its end before it is the last. */
  readonly deaths: readonly Death[];
  readonly asks: Asks | undefined;
}

/** What is asked of the run, in which of its lives, and when in it. */
interface Asks {
  readonly what: 'cancel' | 'rest';
  readonly life: number;
  /** So long after the run was submitted, or so many turns of the event loop when that is 0. */
  readonly atMs: number;
  readonly turns: number;
  /** How long after it was asked to rest it is asked to go on. */
  readonly restMs: number;
}

/** What came of it, after all lives. */
export interface WildEnd {
  readonly flow: Flow;
  readonly facts: readonly Fact[];
  /** Where the run stood when each process died, and when that was. */
  readonly deaths: readonly { readonly state: State; readonly at: number }[];
  readonly output: unknown;
  readonly error: RunError | undefined;
  /** Paths of the tasks whose effects are there. */
  readonly effects: readonly string[];
  /** What was told or called although the journal did not have its fact. */
  readonly premature: readonly string[];
  /** Tasks that were executed although the journal had their success. */
  readonly again: readonly string[];
}

/** Lives of up to four processes; some are asked to turn back, or to rest, on their way. */
export const wildLife: fc.Arbitrary<WildLife> = fc.record({
  tree: wild,
  concurrency: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
  delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
  deaths: fc.array(
    fc.record({
      write: fc.integer({ min: 1, max: 15 }),
      when: fc.constantFrom<Death['when'][]>('before', 'after'),
    }),
    { maxLength: 4 },
  ),
  asks: fc.option(
    fc.record({
      what: fc.constantFrom<Asks['what'][]>('cancel', 'rest'),
      life: fc.nat(2),
      atMs: fc.oneof(fc.constant(0), fc.nat(20)),
      turns: fc.nat(60),
      restMs: fc.nat(10),
    }),
    { nil: undefined },
  ),
});

/** Lives a run through its deaths to its end. */
export async function live(scene: WildLife): Promise<WildEnd> {
  const log = new WildLog(scene.delays);
  const deaths: { state: State; at: number }[] = [];
  let startMs = 0;
  for (let life = 0; life < mostLives; life += 1) {
    const process = new WildProcess(scene, log, life, startMs);
    const end = await process.live();
    startMs = process.clock.now();
    if (end === undefined) {
      deaths.push({ state: replay(process.flow.plan, log.journal.load(id)), at: startMs });
      continue;
    }
    const { effects, premature, again } = log;
    const facts = log.journal.load(id);
    const { flow } = process;
    const { output, error } = end;
    return { flow, facts, deaths, output, error, effects: [...effects].sort(), premature, again };
  }
  throw new Error('the run does not end');
}

const id = 'r';
const mostLives = 10;

/** What outlives every process: the journal, and what tasks have done to the world. */
class WildLog {
  readonly journal: MemoryJournal = memoryJournal();
  readonly effects = new Set<string>();
  readonly premature: string[] = [];
  readonly again: string[] = [];
  readonly #delays: readonly number[];
  readonly #counts = new Map<string, number>();
  readonly #calls = new Map<string, number>();
  #writes = 0;

  constructor(delays: readonly number[]) {
    this.#delays = delays;
  }

  /** The journal as a process has it: it takes its time to write. */
  opened(): Journal {
    const { journal } = this;
    return {
      ...journal,
      create: (run) =>
        this.#later(() => {
          const created = journal.create(run);
          if (created.is === 'held') this.#keep(run.facts);
          else if (created.is === 'waiting') this.#keep(run.facts.slice(0, 1));
          return created;
        }),
      append: (turn) =>
        this.#later(() => {
          journal.append(turn);
          this.#keep(turn.facts);
        }),
    };
  }

  expectFact(line: string): void {
    if (!this.#counts.has(line)) this.premature.push(line);
  }

  /** Each call needs a fact of its own: that it starts, or that the one before it has failed. */
  onCall(direction: 'execute' | 'revert', path: string): void {
    const start = direction === 'execute' ? 'task-started' : 'revert-started';
    const call = `${direction} ${path}`;
    const calls = (this.#calls.get(call) ?? 0) + 1;
    this.#calls.set(call, calls);
    const facts =
      this.#count(`${start} ${path}`) + this.#count(`attempt-failed ${path} ${direction}`);
    if (calls > facts) this.premature.push(`call ${calls} of ${call}`);
    if (direction === 'execute' && this.#count(`task-succeeded ${path}`) > 0) this.again.push(path);
  }

  #count(line: string): number {
    return this.#counts.get(line) ?? 0;
  }

  #keep(facts: readonly Fact[]): void {
    for (const line of bareLines(facts)) {
      const [, counted = line] = /^(attempt-failed .*) \d+$/.exec(line) ?? [];
      for (const each of new Set([line, counted])) this.#counts.set(each, this.#count(each) + 1);
    }
  }

  #later<T>(write: () => T): T | Promise<T> {
    const turns = this.#delays[this.#writes++ % this.#delays.length] ?? 0;
    return turns === 0 ? write() : waiting(turns).then(write);
  }
}

/** What a run gives, or what it throws. */
interface End {
  readonly output?: unknown;
  readonly error?: RunError;
}

/** One process, from its start to its death or to the end of the run. */
class WildProcess {
  readonly clock: ManualClock;
  readonly flow: Flow;
  readonly #scene: WildLife;
  readonly #log: WildLog;
  readonly #life: number;
  readonly #journal: MortalJournal;
  #owner: string | undefined;
  #end: End | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(scene: WildLife, log: WildLog, life: number, startMs: number) {
    this.#scene = scene;
    this.#log = log;
    this.#life = life;
    this.clock = manualClock(startMs);
    const journal = mortal(log.opened(), scene.deaths[life]);
    this.#journal = journal;
    this.flow = tame(scene.tree, {
      enters: (_context, direction, path) => log.onCall(direction, path),
      leaves: () => undefined,
      hasRecorded: (path, name) => log.expectFact(`value-recorded ${path} ${name}`),
      acts: (direction, path) => {
        // What is dead does nothing more, whatever its code goes on to do here.
        if (journal.isDead) return;
        if (direction === 'execute') log.effects.add(path);
        else log.effects.delete(path);
      },
    });
  }

  /** How the run has ended; nothing when the process died before. */
  async live(): Promise<End | undefined> {
    this.#work().catch((error: unknown) => (this.#failure = { error }));
    for (let round = 0; round < 2_000; round += 1) {
      await this.clock.advance(stepMs);
      if (this.#journal.isDead) {
        // As if its lease were over: others need not wait, so that a pause may outlive it.
        if (this.#owner !== undefined) this.#log.journal.resign(this.#owner);
        return undefined;
      }
      if (this.#end !== undefined) return this.#end;
      if (this.#failure !== undefined) throw this.#failure.error;
    }
    throw new Error('the run does not end');
  }

  async #work(): Promise<void> {
    const { concurrency, asks } = this.#scene;
    const conductor = await openConductor({
      flows: [this.flow],
      journal: this.#journal,
      clock: this.clock,
      concurrencyPerRun: concurrency,
      listeners: [checking((line) => this.#log.expectFact(line), new Map())],
      log: quietLogger,
    });
    this.#owner = conductor.id;
    const run = await conductor.submit('wild', {}, { id });
    if (asks?.life === this.#life) this.#ask(run, asks);
    this.#rouse(run);
    this.#end = await run.result().then(
      (output) => ({ output }),
      (error: unknown) => {
        if (error instanceof RunError) return { error };
        throw error;
      },
    );
  }

  #ask(run: RunHandle, { what, atMs, turns, restMs }: Asks): void {
    const ask = (ms: number, call: () => Promise<void>): void => {
      if (ms === 0) void waiting(turns).then(call).catch(isInVain);
      else this.clock.after(ms, () => void call().catch(isInVain));
    };
    if (what === 'cancel') ask(atMs, () => run.cancel('enough'));
    else {
      ask(atMs, () => run.suspend());
      ask(atMs + restMs, () => run.resume());
    }
  }

  /** Somebody looks now and then whether the run rests, so that it does not do so for ever. */
  #rouse(run: RunHandle): void {
    this.clock.after(rouseMs, () => {
      const status = this.#log.journal.find(id)?.status ?? 'PENDING';
      if (status === 'SUSPENDED') void run.resume().catch(isInVain);
      if (!isFinal(status)) this.#rouse(run);
    });
  }
}

const stepMs = 5;
const rouseMs = 40;

/** It is asked in vain when the run has ended or the process is dead. */
function isInVain(error: unknown): void {
  const code = error instanceof TaskflowError ? error.code : undefined;
  if (code !== 'RUN_FINISHED' && code !== 'JOURNAL_CLOSED') throw error;
}
