import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Mishap } from '../failure.ts';
import { emptyState } from '../kernel/index.ts';
import type { Atom, Fact, Failure, State, Values } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { apply } from './apply.ts';
import { Batch, later } from './batch.ts';
import type { Entry } from './batch.ts';
import { codeOf } from './code.ts';
import type { FlowCode } from './code.ts';
import type { DriveOptions } from './drive-options.ts';
import type { FactLog, LogEntry } from './fact-log.ts';
import { LazySignal } from './lazy-signal.ts';
import { addNext } from './next.ts';
import { obey } from './obey.ts';
import { grant } from './petition.ts';
import type { Petition } from './petition.ts';
import type { Runtime } from './runtime.ts';
import { tellRun } from './tell.ts';
import type { Teller } from './teller.ts';
import { isThenable } from './thenable.ts';

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
  readonly isKept: boolean;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly stopped = { execute: new LazySignal(), revert: new LazySignal() };
  readonly settled = { execute: new LazySignal(), revert: new LazySignal() };
  readonly #factLog: FactLog | undefined;
  readonly #concurrency: number;
  #thrown: Map<Failure, unknown> | undefined;
  #inbox = new Batch();
  #petitions: Petition[] | undefined;
  #busy = false;
  #scheduled = false;
  /** True when the last turn was so long that it was cut: another follows at once. */
  #isCut = false;
  #isHalted = false;
  /** How many of those under way only wait for their next attempt. */
  #pausing = 0;
  #ended: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(options: DriveOptions) {
    this.run = options.run;
    this.state = options.state ?? emptyState(options.flow.plan);
    this.code = codeOf(options.flow, options.validate);
    this.clock = options.clock;
    this.log = options.log;
    this.teller = options.teller;
    this.receivers = options.receivers;
    this.#factLog = options.factLog;
    this.isKept = options.factLog !== undefined;
    this.#concurrency = options.concurrency;
  }

  /** Runs until the run ends or rests; a run that was cancelled before starts nothing. */
  begin(input: Values): Promise<void> {
    const { id: run, flow, version } = this.run;
    return this.#drive({ type: 'run-started', at: later, run, flow, version, input });
  }

  /** The same for a run that has begun: who held it before does not any more. */
  resume(by: string): Promise<void> {
    return this.#drive({ type: 'run-resumed', at: later, by });
  }

  /** The same for a run that has been submitted, but has done nothing yet. */
  proceed(): Promise<void> {
    // The journal has its first fact, but nobody was there to be told.
    tellRun(this, 'RUNNING', this.clock.now());
    return this.#drive();
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

  thrownFor(failure: Failure): unknown {
    return this.#thrown?.get(failure);
  }

  /** Asks something of the run; where it cannot be granted nothing changes. */
  ask(petition: Petition): void {
    (this.#petitions ??= []).push(petition);
    if (this.#ended !== undefined && !this.#busy) this.#turn();
  }

  /**
   * Starts nothing more, and ends as soon as nothing is under way, wherever the run stands then:
   * somebody else is to go on with it.
   */
  halt(): void {
    this.#isHalted = true;
    this.#wake();
  }

  /** Ends here and now, because the run is not ours any more: what is under way is to stop. */
  abandon(cause: unknown): void {
    if (this.#ended !== undefined) this.#drop(cause, undefined);
  }

  pausing(change: 1 | -1): void {
    this.#pausing += change;
    if (this.#isHalted || this.state.suspending) this.#wake();
  }

  readonly #scheduledTurn = (): void => {
    this.#scheduled = false;
    if (!this.#busy) this.#turn();
  };

  #drive(first?: Fact): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
      if (first === undefined) this.#wake();
      else this.post(first, undefined);
    });
  }

  /** Takes a turn although nothing came in. */
  #wake(): void {
    this.#isCut = true;
    if (this.#ended !== undefined && !this.#busy) this.#turn();
  }

  #turn(): void {
    this.#busy = true;
    let batch: Batch | undefined;
    try {
      while (this.#inbox.size > 0 || this.#petitions !== undefined || this.#isCut) {
        batch = this.#fold(this.clock.now());
        if (batch.size === 0 && batch.done === undefined) break;
        if (!this.#write(batch)) return;
        if (obey(this, batch)) this.#end();
      }
      this.#busy = false;
      if (this.#isHalted && this.#isIdle()) this.#end();
    } catch (error) {
      this.#drop(error, batch);
    }
  }

  /** Writes what a turn has brought; true when it is kept already, else the turn goes on later. */
  #write(batch: Batch): boolean {
    const entry = batch.entry(this.state.status);
    try {
      const written = this.#factLog?.append(entry);
      if (!isThenable(written)) {
        this.#factLog?.kept?.();
        return true;
      }
      written.then(
        () => this.#onKept(batch),
        (error: unknown) => this.#rescue(error, batch, entry),
      );
    } catch (error) {
      this.#rescue(error, batch, entry);
    }
    return false;
  }

  #rescue(refusal: unknown, batch: Batch, entry: LogEntry): void {
    const rescued = this.#factLog?.rescue?.(refusal, entry);
    if (rescued === undefined) this.#drop(refusal, batch);
    rescued?.then(
      () => this.#onKept(batch),
      (error: unknown) => this.#drop(error, batch),
    );
  }

  #onKept(batch: Batch): void {
    this.#factLog?.kept?.();
    try {
      // It was abandoned meanwhile: somebody else goes on from here.
      if (this.#ended === undefined) batch.lose();
      else {
        if (obey(this, batch)) this.#end();
        this.#turn();
      }
    } catch (error) {
      this.#drop(error, batch);
    }
  }

  /** Folds what came in, then whatever may start now, until nothing more may. */
  #fold(at: number): Batch {
    const batch = this.#inbox;
    batch.at = at;
    this.#inbox = new Batch();
    for (let entry = batch.first; entry !== undefined; entry = entry.next) {
      entry.fact.at = at;
      apply(this.state, entry);
    }
    if (this.#petitions !== undefined) this.#foldPetitions(batch, this.#petitions, at);
    let more: Entry | undefined;
    do {
      more = this.#next(batch, at);
      if (more !== undefined) apply(this.state, more);
    } while (more !== undefined && batch.size < mostPerTurn);
    this.#isCut = more !== undefined;
    return batch;
  }

  #next(batch: Batch, at: number): Entry | undefined {
    const { running, reverting, suspending } = this.state;
    if (this.#isHalted) return undefined;
    if (suspending && this.#pausing > 0 && this.#isIdle()) {
      return batch.add({ type: 'run-suspended', at });
    }
    return addNext(this, batch, at, this.#concurrency - running - reverting);
  }

  /** True when nothing is under way but pauses. */
  #isIdle(): boolean {
    const { running, reverting } = this.state;
    return running + reverting <= this.#pausing;
  }

  #foldPetitions(batch: Batch, petitions: readonly Petition[], at: number): void {
    this.#petitions = undefined;
    for (const { request, id, thrown } of petitions) {
      if (id !== undefined) (batch.done ??= []).push(id);
      const fact = grant(this.state, request, at);
      if (fact === undefined) continue;
      apply(this.state, batch.add(fact));
      const { cause } = this.state;
      if (fact.type !== 'run-cancelled' || cause === undefined) continue;
      this.keep({ failure: cause, thrown: thrown ?? new Error(fact.reason), outcome: 'failed' });
    }
  }

  /** Nobody drives the run here any more; pauses that are left are not waited for. */
  #end(): void {
    this.#ended?.resolve();
    this.#ended = undefined;
    if (this.#pausing === 0) return;
    this.settled.execute.abort();
    this.settled.revert.abort();
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
