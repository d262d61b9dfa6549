import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import { Drive } from '../engine/drive.ts';
import type { Petition } from '../engine/petition.ts';
import { NotHeldError, RunLog } from '../engine/run-log.ts';
import type { RunHead } from '../engine/run-log.ts';
import { Teller } from '../engine/teller.ts';
import { JournalError, TaskflowError } from '../errors.ts';
import type { Claim, Created, Hold } from '../journal/journal.ts';
import type { PendingRequest } from '../journal/run-request.ts';
import { replay } from '../kernel/index.ts';
import type { State, Values } from '../kernel/index.ts';
import type { Site } from './site.ts';
import { SteadyLog } from './steady-log.ts';
import type { LogSite } from './steady-log.ts';

/** A run that is under way here. */
export class ActiveRun implements LogSite {
  readonly id: string;
  readonly drive: Drive;
  /** What became of a new run in the journal; one that was taken from it is held. */
  readonly created: Promise<Created>;
  /** Others may wait for its end. */
  readonly hasLock: boolean;
  readonly #owner: string;
  readonly #site: Site;
  readonly #log: RunLog;
  readonly #opened = Promise.withResolvers<Created>();
  /** Requests that the drive has been told of. */
  #delivered: Set<number> | undefined;

  /** @param from What a new run is, or a run that was taken from the journal. */
  constructor(site: Site, flow: Flow, from: RunHead | Claim) {
    const isNew = !('hold' in from);
    const { id } = isNew ? from : from.run;
    this.id = id;
    this.hasLock = (isNew ? from.lock : from.run.lock) !== undefined;
    this.#owner = (isNew ? from.owner : from.hold.owner) ?? '';
    this.created = this.#opened.promise;
    if (!isNew) this.#opened.resolve({ is: 'held', hold: from.hold });
    this.#site = site;
    this.#log = new RunLog(site.journal, isNew ? from : from.hold);
    const info = { id, flow: flow.name, version: flow.version };
    const state = isNew ? undefined : replay(flow.plan, from.facts);
    const { clock, log, receivers, validate, concurrencyPerRun: concurrency } = site;
    const teller = new Teller(info, { flow, state }, site.listeners, log);
    this.drive = new Drive({
      run: info,
      flow,
      clock,
      log,
      teller,
      receivers,
      validate,
      concurrency,
      ...(state !== undefined && { state }),
      factLog: new SteadyLog(this.#log, this, isNew),
    });
  }

  /** The right to go on with it; a new run has it as soon as the journal has taken it. */
  get hold(): Hold | undefined {
    return this.#log.hold;
  }

  /** On whose behalf it is under way. */
  get owner(): string {
    return this.#log.hold?.owner ?? this.#owner;
  }

  get clock(): Clock {
    return this.#site.clock;
  }

  get given(): AbortSignal {
    return this.#site.closed;
  }

  /** Runs a new run; see {@link Ended}. */
  begin(input: Values): Promise<Ended> {
    return this.#ending(this.drive.begin(input));
  }

  /** Goes on with a run that was taken. */
  goOn(by: string): Promise<Ended> {
    const { state } = this.drive;
    const isUnbegun = state.status === 'RUNNING' && state.order.length === 0;
    return this.#ending(isUnbegun ? this.drive.proceed() : this.drive.resume(by));
  }

  /** Passes on what was asked of the run, once. */
  deliver({ id, request }: PendingRequest): void {
    this.#delivered ??= new Set();
    if (this.#delivered.has(id)) return;
    this.#delivered.add(id);
    const petition: Petition = { id, request };
    this.drive.ask(petition);
  }

  onOpened(created: Created): void {
    this.#opened.resolve(created);
  }

  onWritten(): void {
    this.#site.watchers.wake(this.id);
  }

  onStalled(error: JournalError): void {
    const fields = { run: this.id, error };
    this.#site.log.warn(fields, 'the journal cannot write just now: the run stands still');
  }

  async #ending(driven: Promise<void>): Promise<Ended> {
    try {
      await driven;
    } catch (error) {
      const cause = error instanceof TaskflowError ? error.cause : error;
      this.#opened.reject(cause);
      // Whoever submits the run hears of it; of one that had begun, nobody waits for this.
      this.#opened.promise.catch(() => undefined);
      if (cause instanceof NotHeldError) return { is: 'not-ours' };
      const code = cause instanceof JournalError ? cause.code : undefined;
      if (code === 'JOURNAL_FENCED') return { is: 'fenced' };
      // It was not written, so there is no such run: whoever submits it hears why.
      if (this.hold === undefined) return { is: 'not-ours' };
      return code === 'JOURNAL_CLOSED' ? { is: 'halted' } : { is: 'dropped', error };
    }
    const { state } = this.drive;
    switch (state.status) {
      case 'SUCCESS':
      case 'REVERTED':
      case 'FAILURE':
        return { is: 'finished', state };
      case 'SUSPENDED':
        return { is: 'suspended' };
      case 'PENDING':
      case 'RUNNING':
      case 'REVERTING':
        return { is: 'halted' };
    }
  }
}

/**
 * How a run came to be under way here no more.
 *
 * - `finished`, `suspended`: as the journal says.
 * - `halted`: nothing of it is under way, and somebody else may go on with it.
 * - `not-ours`: the journal has not taken it as a new run of ours.
 * - `fenced`: somebody else has taken it.
 * - `dropped`: it cannot go on here.
 */
export type Ended =
  | { readonly is: 'finished'; readonly state: State }
  | { readonly is: 'suspended' | 'halted' | 'not-ours' | 'fenced' }
  | { readonly is: 'dropped'; readonly error: unknown };
