import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Mishap } from '../failure.ts';
import type { Journal } from '../journal/journal.ts';
import { decide, emptyState, evolve, unreachable } from '../kernel/index.ts';
import type { Command, Fact, Failure, State } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { admit, choose } from './admit.ts';
import { attempts } from './attempts.ts';
import { codeOf } from './code.ts';
import type { FlowCode } from './code.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { LazySignal } from './lazy-signal.ts';
import { RevertJob } from './revert-job.ts';
import type { Runtime } from './runtime.ts';
import { tell } from './tell.ts';
import type { Teller } from './teller.ts';
import { isThenable } from './thenable.ts';

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
export class Drive implements Runtime {
  readonly run: RunInfo;
  readonly state: State;
  readonly code: FlowCode;
  readonly clock: Clock;
  readonly log: Logger;
  readonly teller: Teller;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly stopped = { execute: new LazySignal(), revert: new LazySignal() };
  readonly settled = { execute: new LazySignal(), revert: new LazySignal() };
  readonly #journal: Journal;
  readonly #concurrency: number;
  #thrown: Map<Failure, unknown> | undefined;
  #inbox: Entry[] = [];
  #cancelReason: string | undefined;
  #busy = false;
  #ended: { resolve: (state: State) => void; reject: (error: unknown) => void } | undefined;

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
  finish(first: Fact): Promise<State> {
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
      this.post(entryOf(first));
    });
  }

  post(entry: Entry): void {
    if (this.#ended === undefined) entry.onSettled?.(false);
    else {
      this.#inbox.push(entry);
      if (!this.#busy) this.#turn();
    }
  }

  keep(mishap: Mishap): Failure {
    (this.#thrown ??= new Map()).set(mishap.failure, mishap.thrown);
    return mishap.failure;
  }

  /** What was thrown for a failure, where this process caught it. */
  thrownFor(failure: Failure): unknown {
    return this.#thrown?.get(failure);
  }

  /**
   * Asks the run to turn back; once the pivot has succeeded, or the run is turning already, nothing
   * changes.
   */
  cancel(reason: string): void {
    this.#cancelReason = reason;
    if (!this.#busy) this.#turn();
  }

  #turn(): void {
    this.#busy = true;
    let entries: readonly Entry[] = [];
    try {
      while (this.#inbox.length > 0 || this.#cancelReason !== undefined) {
        entries = this.#fold();
        if (entries.length === 0) break;
        const written = this.#journal.append(this.run.id, factsOf(entries));
        if (isThenable(written)) {
          this.#await(written, entries);
          return;
        }
        this.#obey(entries);
      }
      this.#busy = false;
    } catch (error) {
      this.#drop(error, entries);
    }
  }

  #await(written: PromiseLike<void>, entries: readonly Entry[]): void {
    written.then(
      () => {
        try {
          this.#obey(entries);
          this.#turn();
        } catch (error) {
          this.#drop(error, entries);
        }
      },
      (error: unknown) => this.#drop(error, entries),
    );
  }

  /** Folds what came in, then whatever may start now, until nothing more may. */
  #fold(): readonly Entry[] {
    const entries = this.#inbox;
    this.#inbox = [];
    for (const entry of entries) this.#apply(entry);
    if (this.#cancelReason !== undefined) this.#foldCancel(entries, this.#cancelReason);
    if (entries.length === 0) return entries;
    const at = this.clock.now();
    while (this.#foldCommands(entries, at));
    return entries;
  }

  /** True when what was decided holds no more: a choice opens atoms, a refusal may turn the run. */
  #foldCommands(entries: Entry[], at: number): boolean {
    const slots = this.#concurrency - this.state.running - this.state.reverting;
    for (const command of decide(this.state, slots)) {
      const entry = this.#entryFor(command, at);
      if (entry === undefined) continue;
      entries.push(entry);
      this.#apply(entry);
      const { type } = entry.fact;
      if (type === 'choice-made' || type === 'task-refused') return true;
    }
    return false;
  }

  #foldCancel(entries: Entry[], reason: string): void {
    this.#cancelReason = undefined;
    if (this.state.status !== 'RUNNING' || this.state.pivoted) return;
    const entry = entryOf({ type: 'run-cancelled', at: this.clock.now(), reason });
    entries.push(entry);
    this.#apply(entry);
  }

  #apply(entry: Entry): void {
    const { state } = this;
    const before = state.status;
    evolve(state, entry.fact, entry.atom);
    if (state.moved.length > 0) entry.moved = [...state.moved];
    if (before !== state.status) entry.turned = state.status === 'REVERTING';
  }

  #entryFor(command: Command, at: number): Entry | undefined {
    switch (command.do) {
      case 'execute':
        return admit(this, command.atom, at);
      case 'choose':
        return choose(this, command.atom, at);
      case 'revert':
        return entryOf({ type: 'revert-started', at, task: command.atom.path }, command.atom);
      case 'finish':
        return entryOf({ type: 'run-finished', at, outcome: command.outcome });
      case 'wait':
        return undefined;
      default:
        return unreachable(command);
    }
  }

  #obey(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { fact, atom, job } = entry;
      if (fact.type === 'run-cancelled') this.stopped.execute.abort(new Error(fact.reason));
      if (entry.turned) this.settled.execute.abort(new Error('the run turns back'));
      tell(this, entry);
      entry.onSettled?.(true);
      if (job !== undefined) attempts(this, job);
      else if (fact.type === 'revert-started' && atom) attempts(this, new RevertJob(this, atom));
      else if (fact.type === 'run-finished') this.#ended?.resolve(this.state);
    }
  }

  /**
   * The journal refused, or the engine is wrong: the drive ends, and nothing is told or started any
   * more. Who waits for a fact to be durable hears that it never will be.
   */
  #drop(cause: unknown, lost: readonly Entry[]): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    const problem = `run ${this.run.id} of flow '${this.run.flow}' cannot go on here: ${why}`;
    const error = new TaskflowError('RUN_DROPPED', problem, { cause });
    for (const signals of [this.stopped, this.settled]) {
      signals.execute.abort(error);
      signals.revert.abort(error);
    }
    this.#ended?.reject(error);
    this.#ended = undefined;
    for (const entry of [...lost, ...this.#inbox]) entry.onSettled?.(false);
  }
}

function factsOf(entries: readonly Entry[]): Fact[] {
  const facts: Fact[] = [];
  for (const entry of entries) facts.push(entry.fact);
  return facts;
}
