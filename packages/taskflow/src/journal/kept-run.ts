import type { Fact, RunStatus } from '../kernel/index.ts';
import type { NewRun } from './journal.ts';
import type { RunRecord } from './run-record.ts';
import type { PendingRequest } from './run-request.ts';

/** A run as memory keeps it. */
export class KeptRun {
  /** Grows from run to run: what is older has the lower one. */
  readonly order: number;
  readonly id: string;
  readonly flow: string;
  readonly lock: string | undefined;
  status: RunStatus = 'PENDING';
  owner: string | undefined;
  epoch = 0;
  /** Another run has the lock. */
  isQueued = false;
  requests: PendingRequest[] = [];
  changedAt: number;
  readonly #run: Pick<NewRun, 'version' | 'fingerprint' | 'at'>;
  // What was appended stays in the pieces in which it came: nobody may ever ask for it.
  readonly #pieces: (readonly Fact[])[] = [];
  #facts = 0;

  constructor({ id, flow, lock, version, fingerprint, at }: NewRun, order: number) {
    this.order = order;
    this.id = id;
    this.flow = flow;
    this.lock = lock;
    this.changedAt = at;
    this.#run = { version, fingerprint, at };
  }

  /** Adds facts and what they lead to. */
  append(facts: readonly Fact[], status: RunStatus, at: number): void {
    this.#pieces.push(facts);
    this.#facts += facts.length;
    if (status === this.status) return;
    this.status = status;
    this.changedAt = at;
  }

  /** The facts from so many on. */
  facts(from = 0): readonly Fact[] {
    const all = this.#pieces.flat();
    return from > 0 ? all.slice(from) : all;
  }

  /** The run to others: it does not change with the run. */
  record(): RunRecord {
    const { version, fingerprint, at } = this.#run;
    return {
      id: this.id,
      flow: this.flow,
      version,
      fingerprint,
      status: this.status,
      ...(this.lock !== undefined && { lock: this.lock }),
      ...(this.owner !== undefined && { owner: this.owner }),
      epoch: this.epoch,
      facts: this.#facts,
      createdAt: at,
      changedAt: this.changedAt,
    };
  }

  /** The flow with its version, as {@link Wanted.flows} names it. */
  get flowVersion(): string {
    return `${this.flow}@${this.#run.version}`;
  }

  /** Says whether the run is over. */
  get isFinished(): boolean {
    return this.status === 'SUCCESS' || this.status === 'REVERTED' || this.status === 'FAILURE';
  }

  /** Says whether somebody should go on with the run, if nobody does. */
  get isDue(): boolean {
    if (this.isQueued || this.isFinished) return false;
    return this.status !== 'SUSPENDED' || this.requests.some(wakes);
  }
}

function wakes({ request }: PendingRequest): boolean {
  return request.type === 'resume' || request.type === 'cancel';
}
