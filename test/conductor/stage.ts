import { setImmediate } from 'node:timers/promises';
import { JournalError, memoryJournal, openConductor, quietLogger } from '@conductor/taskflow';
import type {
  Clock,
  Conductor,
  ConductorOptions,
  Flow,
  Journal,
  LocalTask,
  TaskFields,
} from '@conductor/taskflow';
import { trace } from '@conductor/taskflow/kernel';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';
import { step } from '../engine/step.ts';
import type { Step } from '../engine/step.ts';
import { wired } from './wired.ts';
import type { Before } from './wired.ts';

/** Journals on which conductors are to behave alike. */
export const journals: Readonly<Record<string, () => Journal>> = {
  memory: memoryJournal,
  SQLite: () => sqliteJournal(':memory:'),
};

/** Longer than the lease of a conductor that says nothing of it. */
export const pastLease = 10_000;

/** One journal and one clock, the conductors on them, and tasks that end when a test says so. */
export class Stage {
  readonly clock: ManualClock = manualClock();
  readonly journal: Journal;
  /** Every call of a function of a {@link held} task: `execute run/task`, or `revert run/task`. */
  readonly calls: string[] = [];
  /** What was reported to the log as an error. */
  readonly reports: object[] = [];
  /** What was reported to the log as a warning. */
  readonly warnings: object[] = [];
  #waiting = new Map<string, PromiseWithResolvers<void>>();
  #processes: Process[] = [];

  constructor(journal: Journal = memoryJournal()) {
    this.journal = journal;
  }

  /**
   * Opens a conductor in a process of its own.
   *
   * @param before Called before each call of the journal.
   */
  async open<const F extends Flow>(
    flows: readonly F[],
    options: Partial<ConductorOptions<F>> = {},
    before?: Before,
  ): Promise<Conductor<F>> {
    const process: Process = { isDead: false };
    this.#processes.push(process);
    const journal = wired(this.journal, (method) => {
      if (process.isDead) throw new JournalError('JOURNAL_CLOSED', 'the process is dead');
      return before?.(method);
    });
    const clock: Clock = {
      now: () => this.clock.now(),
      after: (delayMs, call) =>
        this.clock.after(delayMs, () => {
          if (!process.isDead) call();
        }),
    };
    const report = (reports: object[]) => (fields: object) => {
      if (!process.isDead) reports.push(fields);
    };
    const log = { ...quietLogger, error: report(this.reports), warn: report(this.warnings) };
    return openConductor({ flows, clock, log, journal, ...options });
  }

  /** Kills every process: nothing of them reaches the journal, and their tasks never end. */
  kill(): void {
    for (const process of this.#processes) process.isDead = true;
    this.#processes = [];
    this.#waiting = new Map();
  }

  /** A task that waits each time to be let go on by {@link pass} or {@link fail}. */
  held<const Name extends string>(name: Name, also: Also = {}): Step<Name> {
    return step(name, {
      execute: (_input, { run }) => this.#call(`execute ${run.id}/${name}`),
      revert: (_input, _info, { run }) => void this.calls.push(`revert ${run.id}/${name}`),
      ...also,
    });
  }

  /** Waits at a gate. */
  gate(name: string): Promise<void> {
    const known = this.#waiting.get(name);
    if (known !== undefined) return known.promise;
    const made = Promise.withResolvers<void>();
    this.#waiting.set(name, made);
    return made.promise;
  }

  /** Lets go on what waits at gates: `execute run/task` is the one of a held task. */
  async pass(...names: readonly string[]): Promise<void> {
    for (const name of names) this.#take(name).resolve();
    await this.settle();
  }

  /** Lets what waits at a gate fail. */
  async fail(name: string, error: Error = new Error(`${name} broke`)): Promise<void> {
    this.#take(name).reject(error);
    await this.settle();
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    // A journal may wait for the turn of the event loop to end, and what follows may do so again.
    for (let turn = 0; turn < turns; turn += 1) {
      await setImmediate();
      await this.clock.advance(0);
    }
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    for (let part = 0; part < parts; part += 1) {
      await this.clock.advance(ms / parts);
      await this.settle();
    }
  }

  /** The log of a run as text. */
  async trace(run: string): Promise<string[]> {
    return trace(await this.journal.load(run));
  }

  async #call(name: string): Promise<void> {
    this.calls.push(name);
    await this.gate(name);
  }

  #take(name: string): PromiseWithResolvers<void> {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) {
      throw new Error(`nothing waits at '${name}', but at ${[...this.#waiting.keys()].join()}`);
    }
    this.#waiting.delete(name);
    return waiting;
  }
}

interface Process {
  isDead: boolean;
}

const turns = 4;
const parts = 20;

type Also = Partial<Omit<TaskFields<string, {}, {}, boolean>, 'name'> & LocalTask<{}, {}>>;
