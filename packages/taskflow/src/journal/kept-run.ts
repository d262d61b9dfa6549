import { isFinal } from '../kernel/index.ts';
import type { Fact, RunStatus } from '../kernel/index.ts';
import type { NewRun } from './journal.ts';
import { kindOf } from './kind.ts';
import type { RunRecord } from './run-record.ts';
import type { PendingRequest, RunRequest } from './run-request.ts';

/** A run as memory keeps it. */
export class KeptRun {
  /** Grows from run to run: what is older has the lower one. */
  readonly order: number;
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly fingerprint: string;
  /** As {@link Wanted.kinds} names it. */
  readonly kind: string;
  readonly lock: string | undefined;
  status: RunStatus = 'PENDING';
  owner: string | undefined;
  epoch = 0;
  /** Another run has the lock. */
  isQueued = false;
  requests: PendingRequest[] = [];
  changedAt: number;
  readonly #createdAt: number;
  // What was appended stays in the pieces in which it came: nobody may ever ask for it.
  readonly #pieces: (readonly Fact[])[] = [];
  #facts = 0;

  constructor({ id, flow, lock, version, fingerprint, at }: NewRun, order: number) {
    this.order = order;
    this.id = id;
    this.flow = flow;
    this.version = version;
    this.fingerprint = fingerprint;
    this.kind = kindOf({ flow, version, fingerprint });
    this.lock = lock;
    this.changedAt = at;
    this.#createdAt = at;
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
    return {
      id: this.id,
      flow: this.flow,
      version: this.version,
      fingerprint: this.fingerprint,
      status: this.status,
      ...(this.lock !== undefined && { lock: this.lock }),
      ...(this.owner !== undefined && { owner: this.owner }),
      epoch: this.epoch,
      facts: this.#facts,
      createdAt: this.#createdAt,
      changedAt: this.changedAt,
    };
  }

  /** Says whether the run is over. */
  get isFinished(): boolean {
    return isFinal(this.status);
  }

  /** Says whether somebody should go on with the run, if nobody does. */
  get isDue(): boolean {
    if (this.isFinished) return false;
    // A run that turns back before it began touches nothing that a lock keeps.
    if (this.isQueued) return this.#isAsked('cancel');
    return this.status !== 'SUSPENDED' || this.#isAsked('resume') || this.#isAsked('cancel');
  }

  #isAsked(type: RunRequest['type']): boolean {
    return this.requests.some(({ request }) => request.type === type);
  }
}
