import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import { trust } from '../trust.ts';
import type { Written } from './order.ts';
import { identity, isDead } from './owner-identity.ts';
import type { ProcessIdentity } from './owner-identity.ts';

/**
 * Who may write. An owner has one row for all its runs; who takes runs from it deletes the row, and
 * so ends it: an owner that began its lease here and has no row any more knows what that means.
 */
export class Leases {
  /** Those whose row was once written by way of this journal. */
  readonly #begun = new Set<string>();
  /** Those that were looked up in this transaction. */
  readonly #sure = new Set<string>();
  readonly #has: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;
  readonly #free: StatementSync;
  readonly #holding: StatementSync;

  constructor(db: DatabaseSync) {
    this.#has = db.prepare(`
      SELECT 1 FROM owners WHERE id = ? AND host = ? AND pid = ? AND started = ?`);
    this.#put = db.prepare('INSERT OR REPLACE INTO owners VALUES (?, ?, ?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM owners WHERE id = ?');
    this.#all = db.prepare('SELECT id, until, host, pid, started FROM owners');
    this.#free = db.prepare('UPDATE runs SET owner = NULL WHERE owner = ?');
    this.#holding = db.prepare('SELECT 1 FROM runs WHERE owner = ? LIMIT 1');
  }

  /** Those whose row was written by way of this journal. */
  get begun(): readonly string[] {
    return [...this.#begun];
  }

  /** A new transaction begins: what was true in the last one may be so no longer. */
  forget(): void {
    this.#sure.clear();
  }

  /** @throws {JournalError} when the owner has no lease any more. */
  check(owner: string): void {
    if (this.#sure.has(owner)) return;
    if (!this.#isOurs(owner)) throw fenced(owner);
    this.#sure.add(owner);
  }

  /** As {@link check}, but one that never had a lease gets one that is over. */
  join(owner: string): Written<void> {
    if (!this.#sure.has(owner)) {
      if (!this.#isOurs(owner)) return this.renew(owner, Number.NEGATIVE_INFINITY);
      this.#sure.add(owner);
    }
    return { answer: undefined };
  }

  renew(owner: string, until: number): Written<void> {
    if (this.#begun.has(owner) && !this.#isOurs(owner)) throw fenced(owner);
    const { host, pid, started } = identity();
    this.#put.run(owner, until, host, pid, started);
    return { answer: undefined, keep: () => void this.#begun.add(owner) };
  }

  /** Ends a lease of one's own. */
  resign(owner: string): Written<void> {
    const had = this.#isOurs(owner);
    this.end(owner);
    return {
      answer: undefined,
      keep: () => {
        if (had) this.#begun.delete(owner);
      },
    };
  }

  /** Ends an owner: what it holds is free, and what it writes is refused from now on. */
  end(owner: string): void {
    this.#delete.run(owner);
    this.#free.run(owner);
    this.#sure.delete(owner);
  }

  /** The others whose lease is over, or whose process is dead. */
  over(owner: string | undefined, now: number): readonly string[] {
    return trust<OwnerRow[]>(this.#all.all())
      .filter((row) => row.id !== owner && (row.until < now || isDead(row)))
      .map(({ id }) => id);
  }

  /** Forgets owners that hold nothing and are dead, or elsewhere and not heard of since then. */
  prune(before: number): void {
    for (const row of trust<OwnerRow[]>(this.#all.all())) {
      const isGone = isDead(row) || (row.host !== identity().host && row.until < before);
      if (isGone && this.#holding.get(row.id) === undefined) this.#delete.run(row.id);
    }
  }

  /** Who died may have had the same name, so the name alone does not do. */
  #isOurs(owner: string): boolean {
    const { host, pid, started } = identity();
    return this.#has.get(owner, host, pid, started) !== undefined;
  }
}

interface OwnerRow extends ProcessIdentity {
  readonly id: string;
  readonly until: number;
}

function fenced(owner: string): JournalError {
  return new JournalError('JOURNAL_FENCED', `runs were taken from '${owner}': it cannot go on`);
}
