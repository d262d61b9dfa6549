import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isFinal } from '../kernel/index.ts';
import type { RunStatus } from '../kernel/index.ts';
import type { Held } from './holds.ts';
import { identity } from './owner-identity.ts';
import { isFinished } from './schema.ts';

/** Writes turns, and what they change of the run itself. */
export class RunWriter {
  readonly #turn: StatementSync;
  readonly #alone: StatementSync;
  readonly #status: StatementSync;
  readonly #rest: StatementSync;
  readonly #finish: StatementSync;
  readonly #hasLock: StatementSync;
  readonly #passLock: StatementSync;
  readonly #done: StatementSync;
  readonly #forget: StatementSync;
  readonly #wake: StatementSync;
  readonly #asked: StatementSync;
  /** Whether any run was asked anything, as far as it is known in this transaction. */
  #isAnyAsked: boolean | undefined;

  constructor(db: DatabaseSync) {
    this.#turn = db.prepare(
      'INSERT INTO turns (run, last, epoch, at, facts) VALUES (?, ?, ?, ?, ?)',
    );
    this.#alone = db.prepare(alone);
    this.#status = db.prepare('UPDATE runs SET status = ?, changed_at = ? WHERE run = ?');
    this.#rest = db.prepare(
      'UPDATE runs SET status = ?, changed_at = ?, owner = NULL WHERE run = ?',
    );
    this.#finish = db.prepare(`
      UPDATE runs SET status = ?, changed_at = ?, owner = NULL, holds_lock = 0, woken = 0
      WHERE run = ?`);
    this.#hasLock = db.prepare('SELECT 1 FROM runs WHERE run = ? AND holds_lock = 1');
    this.#passLock = db.prepare(passLock);
    this.#done = db.prepare('DELETE FROM requests WHERE request = ? AND run = ?');
    this.#forget = db.prepare('DELETE FROM requests WHERE run = ?');
    this.#wake = db.prepare(wake);
    this.#asked = db.prepare('SELECT 1 FROM requests LIMIT 1');
  }

  /** A new transaction begins: what was true in the last one may be so no longer. */
  forget(): void {
    this.#isAnyAsked = undefined;
  }

  /** Writes facts that end as the `last` of a run. */
  turn(run: number, last: number, epoch: number, at: number, text: string): void {
    this.#turn.run(run, last, epoch, at, text);
  }

  /** The same in a transaction of its own; false when the owner has no lease any more. */
  turnAlone({ run, epoch, owner }: Held, last: number, at: number, text: string): boolean {
    const { host, pid, started } = identity();
    const { changes } = this.#alone.run(run, last, epoch, at, text, owner, host, pid, started);
    return changes > 0;
  }

  /** Writes what a run is doing now; says so only when it is something else than before. */
  status({ run, lock }: Held, status: RunStatus, at: number): void {
    if (status === 'SUSPENDED') this.#rest.run(status, at, run);
    else if (isFinal(status)) this.#end(run, lock, status, at);
    else this.#status.run(status, at, run);
  }

  /** Forgets requests that are done. */
  done(run: number, requests: readonly number[]): void {
    for (const request of requests) this.#done.run(request, run);
    this.wake(run);
  }

  /** Writes down which requests of a run wait, as far as they let others take it. */
  wake(run: number): void {
    this.#isAnyAsked = true;
    this.#wake.run(run);
  }

  #end(run: number, lock: string | null, status: RunStatus, at: number): void {
    const hadLock = lock !== null && this.#hasLock.get(run) !== undefined;
    this.#finish.run(status, at, run);
    this.#isAnyAsked ??= this.#asked.get() !== undefined;
    if (this.#isAnyAsked) this.#forget.run(run);
    if (hadLock) this.#passLock.run(lock);
  }
}

/** One statement is a transaction, and costs less than one that is begun and committed. */
const alone = `
  INSERT INTO turns (run, last, epoch, at, facts) SELECT ?, ?, ?, ?, ?
  WHERE EXISTS (SELECT 1 FROM owners WHERE id = ? AND host = ? AND pid = ? AND started = ?)`;

const passLock = `
  UPDATE runs SET holds_lock = 1 WHERE run = (
    SELECT run FROM runs INDEXED BY runs_queue
    WHERE lock_key IS NOT NULL AND lock_key = ? AND holds_lock = 0 AND NOT ${isFinished}
    ORDER BY run LIMIT 1)`;

const wake = `
  UPDATE runs SET woken = CASE
    WHEN EXISTS (SELECT 1 FROM requests q WHERE q.run = runs.run AND q.type = 'cancel') THEN 2
    WHEN EXISTS (SELECT 1 FROM requests q WHERE q.run = runs.run AND q.type = 'resume') THEN 1
    ELSE 0 END
  WHERE run = ?`;
