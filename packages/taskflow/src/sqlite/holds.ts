import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import type { Hold } from '../journal/journal.ts';
import type { RunStatus } from '../kernel/index.ts';
import { trust } from '../trust.ts';

/** A run that somebody holds, so that who writes to it need not look it up. */
export interface Held {
  readonly run: number;
  readonly owner: string;
  readonly epoch: number;
  readonly lock: string | null;
  /** How many facts its log has. */
  last: number;
  status: RunStatus;
  /** Written to be over, or to be given back. */
  ended: boolean;
}

/** The runs that are held by way of this journal. */
export class Holds {
  readonly #held = new Map<string, Held>();
  readonly #find: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare(select);
  }

  get size(): number {
    return this.#held.size;
  }

  set(id: string, held: Held): void {
    this.#held.set(id, held);
  }

  /** Forgets what it knows of a run. */
  forget(id: string): void {
    this.#held.delete(id);
  }

  /** Forgets a hold, unless there is a newer one. */
  drop(id: string, held: Held): void {
    if (this.#held.get(id) === held) this.#held.delete(id);
  }

  /** Forgets all of an owner. */
  dropAll(owner: string): void {
    for (const [id, held] of this.#held) if (held.owner === owner) this.#held.delete(id);
  }

  /** The run of a hold, as far as this journal knows of it. */
  known({ run: id, owner, epoch }: Hold): Held | undefined {
    const held = this.#held.get(id);
    return held?.epoch === epoch && held.owner === owner && !held.ended ? held : undefined;
  }

  /** The run of a hold; undefined when the hold is over. */
  find(hold: Hold): Held | undefined {
    return this.known(hold) ?? this.#look(hold);
  }

  /** @throws {JournalError} when the hold is over, or there is no such run. */
  get(hold: Hold): Held {
    const held = this.find(hold);
    if (held !== undefined) return held;
    if (this.#find.get(hold.run) === undefined) {
      throw new JournalError('JOURNAL_UNKNOWN_RUN', `no run '${hold.run}' was created`);
    }
    throw new JournalError(
      'JOURNAL_FENCED',
      `'${hold.owner}' does not hold run '${hold.run}' any more`,
    );
  }

  /** A hold may have been won by another journal on the same file, and be handed to this one. */
  #look({ run, owner, epoch }: Hold): Held | undefined {
    const held = trust<Held | undefined>(this.#find.get(run));
    if (held?.owner !== owner || held.epoch !== epoch) return undefined;
    held.ended = false;
    this.#held.set(run, held);
    return held;
  }
}

const select = `
  SELECT run, owner, epoch, lock_key AS lock, status,
    coalesce((SELECT max(last) FROM turns WHERE turns.run = runs.run), 0) AS last
  FROM runs WHERE id = ?`;
