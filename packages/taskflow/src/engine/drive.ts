import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Mishap } from '../failure.ts';
import type { Journal } from '../journal/journal.ts';
import { emptyState, evolve } from '../kernel/index.ts';
import type { Atom, Fact, Failure, State, Values } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { attempts } from './attempts.ts';
import { Batch, later } from './batch.ts';
import type { Entry } from './batch.ts';
import { codeOf } from './code.ts';
import type { FlowCode } from './code.ts';
import { LazySignal } from './lazy-signal.ts';
import { addNext } from './next.ts';
import { RevertJob } from './revert-job.ts';
import type { Runtime } from './runtime.ts';
import { tell, tellTask } from './tell.ts';
import type { Teller } from './teller.ts';
import { isThenable } from './thenable.ts';

/** What a {@link Drive} needs from outside. */
export interface DriveOptions {
  readonly run: RunInfo;
  readonly flow: Flow;
  readonly clock: Clock;
  readonly log: Logger;
  /** Left out when nobody can ask for the log of the run: then it is not kept. */
  readonly journal: Journal | undefined;
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
  readonly #journal: Journal | undefined;
  readonly #concurrency: number;
  #thrown: Map<Failure, unknown> | undefined;
  #inbox = new Batch();
  #cancelReason: Error | undefined;
  #busy = false;
  #scheduled = false;
  /** True when the last turn was so long that it was cut: another follows at once. */
  #isCut = false;
  #ended: { resolve: () => void; reject: (error: unknown) => void } | undefined;

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

  /** Runs until the run is finished; a run that was cancelled before starts nothing. */
  finish(input: Values): Promise<void> {
    const { id: run, flow, version } = this.run;
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
      this.post({ type: 'run-started', at: later, run, flow, version, input }, undefined);
    });
  }

  post(fact: Fact, atom: Atom | undefined, onSettled?: (durable: boolean) => void): void {
    if (this.#ended === undefined) {
      onSettled?.(false);
      return;
    }
    this.#inbox.add(fact, atom, undefined, onSettled && { onSettled });
    if (this.#busy || this.#scheduled) return;
    const { running, reverting } = this.state;
    if (running + reverting <= 1) this.#turn();
    else {
      // Others may report in this very moment: what comes in together is one turn, and one append.
      this.#scheduled = true;
      queueMicrotask(this.#scheduledTurn);
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
  cancel(reason: Error): void {
    this.#cancelReason = reason;
    if (this.#ended !== undefined && !this.#busy) this.#turn();
  }

  readonly #scheduledTurn = (): void => {
    this.#scheduled = false;
    if (!this.#busy) this.#turn();
  };

  #turn(): void {
    this.#busy = true;
    let batch: Batch | undefined;
    try {
      while (this.#inbox.size > 0 || this.#cancelReason !== undefined || this.#isCut) {
        batch = this.#fold(this.clock.now());
        if (batch.size === 0) break;
        const written = this.#journal?.append(this.run.id, batch.facts());
        if (isThenable(written)) {
          this.#await(written, batch);
          return;
        }
        this.#obey(batch);
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
          this.#turn();
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
    for (let entry = batch.first; entry !== undefined; entry = entry.next) {
      entry.fact.at = at;
      this.#apply(entry);
    }
    if (this.#cancelReason !== undefined) this.#foldCancel(batch, this.#cancelReason, at);
    let more: Entry | undefined;
    do {
      more = this.#next(batch, at);
      if (more !== undefined) this.#apply(more);
    } while (more !== undefined && batch.size < mostPerTurn);
    this.#isCut = more !== undefined;
    return batch;
  }

  #next(batch: Batch, at: number): Entry | undefined {
    const { running, reverting } = this.state;
    return addNext(this, batch, at, this.#concurrency - running - reverting);
  }

  #foldCancel(batch: Batch, reason: Error, at: number): void {
    this.#cancelReason = undefined;
    if (this.state.status !== 'RUNNING' || this.state.pivoted) return;
    this.#apply(batch.add({ type: 'run-cancelled', at, reason: reason.message }));
    const { cause } = this.state;
    if (cause !== undefined) this.keep({ failure: cause, thrown: reason, outcome: 'failed' });
  }

  #causeOfTurning(): unknown {
    const { cause } = this.state;
    return cause === undefined ? undefined : this.thrownFor(cause);
  }

  #apply(entry: Entry): void {
    const { state } = this;
    const before = state.status;
    evolve(state, entry.fact, entry.atom);
    if (state.moved.length > 0) (entry.note ??= {}).moved = [...state.moved];
    if (before !== state.status && state.status === 'REVERTING') (entry.note ??= {}).turned = true;
  }

  #obey(batch: Batch): void {
    for (let entry = batch.first; entry !== undefined; entry = entry.next) {
      const { fact, atom, job, note } = entry;
      if (note === undefined && atom !== undefined) tellTask(this, atom, fact);
      else this.#tellMore(entry);
      if (job !== undefined) attempts(this, job);
      else if (fact.type === 'revert-started' && atom) attempts(this, new RevertJob(this, atom));
      else if (fact.type === 'run-finished') this.#ended?.resolve();
    }
  }

  /** What is rare: facts of the run as a whole, and facts that have a note. */
  #tellMore({ fact, atom, note }: Entry): void {
    if (fact.type === 'run-cancelled') this.stopped.execute.abort(this.#causeOfTurning());
    if (note?.turned === true) this.settled.execute.abort();
    tell(this, fact, atom, note);
    note?.onSettled?.(true);
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
    this.teller.close();
    lost?.lose();
    this.#inbox.lose();
  }
}

// What a wide flow starts at once is written, told and forgotten in pieces of this many facts.
const mostPerTurn = 1_000;
