import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Created, NewRun } from '../journal/journal.ts';
import { isFinal } from '../kernel/index.ts';
import { trust } from '../trust.ts';
import type { Desk } from './append.ts';
import { textOf } from './fact-text.ts';
import type { Written } from './order.ts';
import { recordOf, selectRecord } from './run-row.ts';
import type { RunRow } from './run-row.ts';

/** Opens logs. */
export class Creation {
  readonly #desk: Desk;
  readonly #find: StatementSync;
  readonly #lock: StatementSync;
  readonly #insert: StatementSync;

  constructor(db: DatabaseSync, desk: Desk) {
    this.#desk = desk;
    this.#find = db.prepare(selectRecord);
    this.#lock = db.prepare(`
      SELECT id FROM runs WHERE lock_key IS NOT NULL AND lock_key = ? AND holds_lock = 1`);
    this.#insert = db.prepare(insert);
  }

  /** The work of creating a run; the facts become text at once. */
  of(run: NewRun): () => Written<Created> {
    const { owner, facts, at } = run;
    const whole = textOf(owner === undefined ? facts.slice(0, 1) : facts, at);
    return () => this.#create(run, whole);
  }

  #create(run: NewRun, whole: string): Written<Created> {
    const { id, lock = null, owner } = run;
    const joined = owner === undefined ? undefined : this.#desk.leases.join(owner);
    const other = lock === null ? undefined : this.#lock.get(lock)?.['id'];
    const isRefused = other !== undefined && run.onConflict === 'reject';
    const isWaiting = owner === undefined || other !== undefined;
    const place = { isWaiting, isQueued: other !== undefined };
    const row = isRefused ? undefined : this.#write(run, place, whole);
    if (row === undefined) {
      const known = trust<RunRow | undefined>(this.#find.get(id));
      if (known !== undefined) return { answer: { is: 'known', run: recordOf(known) } };
      return { answer: { is: 'locked', by: String(other) } };
    }
    if (isWaiting) return { answer: { is: 'waiting' } };
    const hold = { run: id, owner, epoch: 1 };
    const { status } = run;
    const ended = status === 'SUSPENDED' || isFinal(status);
    const held = { run: row, owner, epoch: 1, lock, last: run.facts.length, status, ended };
    return {
      answer: { is: 'held', hold },
      keep: () => {
        joined?.keep?.();
        if (!ended) this.#desk.holds.set(id, held);
      },
    };
  }

  /** The number of the run; nothing, when there is one of its id. */
  #write(run: NewRun, place: Place, whole: string): number | undefined {
    const { id, flow, version, fingerprint, lock = null, at } = run;
    const { isWaiting, isQueued } = place;
    const status = isWaiting ? 'PENDING' : run.status;
    const owner = isWaiting || status === 'SUSPENDED' || isFinal(status) ? null : run.owner;
    const hasLock = Number(!isQueued && !isFinal(status));
    const epoch = Number(!isWaiting);
    const { changes, lastInsertRowid } = this.#insert.run(
      ...[id, flow, version, fingerprint, status, lock, hasLock, owner ?? null, epoch, at, at],
    );
    if (changes === 0) return undefined;
    const row = Number(lastInsertRowid);
    const facts = isWaiting ? run.facts.slice(0, 1) : run.facts;
    const text = facts.length === run.facts.length ? whole : textOf(facts, at);
    if (facts.length > 0) this.#desk.writer.turn(row, facts.length, epoch, at, text);
    return row;
  }
}

interface Place {
  /** Nobody goes on with it yet. */
  readonly isWaiting: boolean;
  /** Another run has its lock. */
  readonly isQueued: boolean;
}

const insert = `
  INSERT INTO runs (id, flow, version, fingerprint, status, lock_key, holds_lock, owner, epoch,
                    created_at, changed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING`;
