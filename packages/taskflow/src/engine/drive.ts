import type { Flow } from '../authoring/flow.ts';
import { reasonOf } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Mishap } from '../failure.ts';
import type { Journal } from '../journal/journal.ts';
import { decide, emptyState, evolve, unreachable } from '../kernel/index.ts';
import type { Atom, Command, Direction, Failure, State } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { admit, choose } from './admit.ts';
import { codeOf } from './code.ts';
import type { FlowCode } from './code.ts';
import type { Entry } from './entry.ts';
import type { Teller } from './events.ts';
import { performExecute, performRevert } from './perform.ts';
import { tell } from './tell.ts';

/** What a {@link Drive} needs from outside. */
export interface DriveOptions {
  readonly run: RunInfo;
  readonly flow: Flow;
  readonly clock: Clock;
  readonly log: Logger;
  readonly journal: Journal;
  readonly teller: Teller;
  readonly concurrency: number;
  readonly validate: boolean;
  readonly receivers: ReadonlyMap<string, Receiver>;
}

/**
 * Drives one run: the only loop of the library.
 *
 * A turn folds the facts that came in, decides, folds the facts of what starts now, appends all of
 * them to the journal in one piece, and only then tells and starts anything.
 *
 * - E1 The loop is suspended in one place only: between two turns, until a fact comes in or the
 *   journal answers.
 * - E2 K10: nothing is told, started or resolved before the journal has the fact that says so. When
 *   the journal refuses, the state that was folded ahead is dropped with the drive.
 */
export class Drive {
  readonly run: RunInfo;
  readonly state: State;
  readonly code: FlowCode;
  readonly clock: Clock;
  readonly log: Logger;
  readonly teller: Teller;
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** What was thrown, for the failures of this process. */
  readonly thrown = new Map<Failure, unknown>();
  readonly #journal: Journal;
  readonly #concurrency: number;
  readonly #cancelled = new AbortController();
  readonly #turned = new AbortController();
  readonly #never = new AbortController();
  #inbox: Entry[] = [];
  #cancelReason: string | undefined;
  #busy = false;
  #settled: { resolve: (state: State) => void; reject: (error: unknown) => void } | undefined;

  constructor(options: DriveOptions) {
    this.run = options.run;
    this.state = emptyState(options.flow.plan);
    this.code = codeOf(options.flow, options.validate);
    this.clock = options.clock;
    this.log = options.log;
    this.teller = options.teller;
    this.receivers = options.receivers;
    this.#journal = options.journal;
    this.#concurrency = options.concurrency;
  }

  /** Runs until the run is finished. */
  finish(first: Entry): Promise<State> {
    return new Promise((resolve, reject) => {
      this.#settled = { resolve, reject };
      this.post(first);
    });
  }

  /** Takes a fact in; it is folded at the next turn, which is now unless one is under way. */
  post(entry: Entry): void {
    this.#inbox.push(entry);
    if (!this.#busy) this.#turn();
  }

  /** Keeps what was thrown for a failure, and gives the failure. */
  keep(mishap: Mishap): Failure {
    this.thrown.set(mishap.failure, mishap.thrown);
    return mishap.failure;
  }

  /**
   * Asks the run to turn back; once the pivot has succeeded, or the run is turning already, nothing
   * changes.
   */
  cancel(signal: AbortSignal): void {
    this.#cancelReason = reasonOf(signal).message;
    if (!this.#busy) this.#turn();
  }

  /**
   * What aborts the tasks of a direction: a cancellation those that go forward, nothing those that
   * revert.
   */
  signalOf(direction: Direction): AbortSignal {
    return direction === 'execute' ? this.#cancelled.signal : this.#never.signal;
  }

  /** What ends a pause between two attempts: forward, the run turning back. */
  pauseSignalOf(direction: Direction): AbortSignal {
    return direction === 'execute' ? this.#turned.signal : this.#never.signal;
  }

  #turn(): void {
    if (this.#settled === undefined) return;
    this.#busy = true;
    try {
      while (this.#inbox.length > 0 || this.#cancelReason !== undefined) {
        const entries = this.#fold();
        if (entries.length === 0) break;
        const facts = entries.map((entry) => entry.fact);
        const written = this.#journal.append(this.run.id, facts);
        if (written instanceof Promise) {
          written.then(
            () => this.#resume(entries),
            (error: unknown) => this.#drop(error),
          );
          return;
        }
        this.#obey(entries);
      }
      this.#busy = false;
    } catch (error) {
      this.#drop(error);
    }
  }

  #resume(entries: readonly Entry[]): void {
    try {
      this.#obey(entries);
      this.#turn();
    } catch (error) {
      this.#drop(error);
    }
  }

  /** Folds what came in, then whatever may start now, until nothing more may. */
  #fold(): Entry[] {
    const entries = this.#inbox;
    this.#inbox = [];
    for (const entry of entries) this.#apply(entry);
    if (this.#cancelReason !== undefined) this.#foldCancel(entries, this.#cancelReason);
    const at = this.clock.now();
    for (let more = true; more;) {
      more = false;
      for (const command of decide(this.state, this.#slots())) {
        const entry = this.#entryFor(command, at);
        if (entry === undefined) continue;
        entries.push(entry);
        this.#apply(entry);
        // A choice opens atoms, and a refusal may turn the run: what was decided before holds no
        // more.
        more = entry.fact.type === 'choice-made' || entry.fact.type === 'task-refused';
        if (more) break;
      }
    }
    return entries;
  }

  #foldCancel(entries: Entry[], reason: string): void {
    this.#cancelReason = undefined;
    if (this.state.status !== 'RUNNING' || this.state.pivoted) return;
    const entry: Entry = { fact: { type: 'run-cancelled', at: this.clock.now(), reason } };
    entries.push(entry);
    this.#apply(entry);
  }

  #apply(entry: Entry): void {
    const before = this.state.status;
    evolve(this.state, entry.fact, entry.atom);
    if (this.state.moved.length > 0) entry.moved = [...this.state.moved];
    if (before === 'RUNNING' && this.state.status === 'REVERTING') entry.turned = true;
  }

  #slots(): number {
    return this.#concurrency - this.state.running - this.state.reverting;
  }

  #entryFor(command: Command, at: number): Entry | undefined {
    switch (command.do) {
      case 'execute':
        return admit(this, command.atom, at);
      case 'choose':
        return choose(this, command.atom, at);
      case 'revert':
        return {
          fact: { type: 'revert-started', at, task: command.atom.path },
          atom: command.atom,
        };
      case 'finish':
        return { fact: { type: 'run-finished', at, outcome: command.outcome } };
      case 'wait':
        return undefined;
      default:
        return unreachable(command);
    }
  }

  #obey(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.fact.type === 'run-cancelled') this.#cancelled.abort(new Error(entry.fact.reason));
      if (entry.turned === true) this.#turned.abort();
      tell(this, entry);
      entry.onDurable?.();
      if (entry.fact.type === 'task-started') this.#start(entry);
      else if (entry.fact.type === 'revert-started' && entry.atom) performRevert(this, entry.atom);
      else if (entry.fact.type === 'run-finished') this.#settled?.resolve(this.state);
    }
  }

  #start({ atom, input }: Entry): void {
    if (atom !== undefined && input !== undefined) performExecute(this, atom, input);
  }

  /**
   * The journal refused, or the engine is wrong: the drive ends, and nothing is told or started any
   * more.
   */
  #drop(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#cancelled.abort(cause);
    this.#turned.abort();
    const problem = `run ${this.run.id} of flow '${this.run.flow}' cannot go on here: ${why}`;
    this.#settled?.reject(new TaskflowError('RUN_DROPPED', problem, { cause }));
    this.#settled = undefined;
  }
}

/** How often an atom was tried before, in a direction. */
export function attemptsBefore(state: State, atom: Atom, direction: Direction): number {
  return state.attempts.get(atom.index)?.[direction === 'execute' ? 0 : 1] ?? 0;
}
