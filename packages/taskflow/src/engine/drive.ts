import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Mishap } from '../failure.ts';
import type { Journal } from '../journal/journal.ts';
import { decideNext, emptyState, evolve, unreachable } from '../kernel/index.ts';
import type { Fact, Failure, State } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { admit, choose } from './admit.ts';
import { attempts } from './attempts.ts';
import { codeOf } from './code.ts';
import type { FlowCode } from './code.ts';
import { Batch, entryOf } from './entry.ts';
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
  #inbox = new Batch();
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
      this.#inbox.add(entry);
      if (!this.#busy) this.#turn(entry.fact.at);
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
    if (!this.#busy) this.#turn(this.clock.now());
  }

  /** @param now The time of this turn; that of a fact that has just come in will do. */
  #turn(now: number): void {
    this.#busy = true;
    let batch: Batch | undefined;
    let at = now;
    try {
      while (this.#inbox.size > 0 || this.#cancelReason !== undefined) {
        batch = this.#fold(at);
        if (batch.size === 0) break;
        const written = this.#journal.append(this.run.id, batch.facts());
        if (isThenable(written)) {
          this.#await(written, batch);
          return;
        }
        this.#obey(batch);
        if (this.#inbox.size > 0) at = this.clock.now();
      }
      this.#busy = false;
    } catch (error) {
      this.#drop(error, batch);
    }
  }

  #await(written: PromiseLike<void>, batch: Batch): void {
    written.then(
      () => {
        try {
          this.#obey(batch);
          this.#turn(this.clock.now());
        } catch (error) {
          this.#drop(error, batch);
        }
      },
      (error: unknown) => this.#drop(error, batch),
    );
  }

  /** Folds what came in, then whatever may start now, until nothing more may. */
  #fold(at: number): Batch {
    const batch = this.#inbox;
    this.#inbox = new Batch();
    for (let entry = batch.first; entry !== undefined; entry = entry.next) this.#apply(entry);
    if (this.#cancelReason !== undefined) this.#foldCancel(batch, this.#cancelReason, at);
    for (let entry = this.#next(at); entry !== undefined; entry = this.#next(at)) {
      batch.add(entry);
      this.#apply(entry);
    }
    return batch;
  }

  /** The fact of whatever may start now, or nothing when nothing may. */
  #next(at: number): Entry | undefined {
    const { state } = this;
    const command = decideNext(state, this.#concurrency - state.running - state.reverting);
    if (command === undefined) return undefined;
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

  #foldCancel(batch: Batch, reason: string, at: number): void {
    this.#cancelReason = undefined;
    if (this.state.status !== 'RUNNING' || this.state.pivoted) return;
    const entry = entryOf({ type: 'run-cancelled', at, reason });
    batch.add(entry);
    this.#apply(entry);
  }

  #apply(entry: Entry): void {
    const { state } = this;
    const before = state.status;
    evolve(state, entry.fact, entry.atom);
    if (state.moved.length > 0) entry.moved = [...state.moved];
    if (before !== state.status) entry.turned = state.status === 'REVERTING';
  }

  #obey(batch: Batch): void {
    for (let entry = batch.first; entry !== undefined; entry = entry.next) {
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
  #drop(cause: unknown, lost: Batch | undefined): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    const problem = `run ${this.run.id} of flow '${this.run.flow}' cannot go on here: ${why}`;
    const error = new TaskflowError('RUN_DROPPED', problem, { cause });
    for (const signals of [this.stopped, this.settled]) {
      signals.execute.abort(error);
      signals.revert.abort(error);
    }
    this.#ended?.reject(error);
    this.#ended = undefined;
    lost?.lose();
    this.#inbox.lose();
  }
}
