import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import { journalError } from './sqlite-error.ts';

/** Something that is to be written with others. */
export interface Member {
  /**
   * Writes it. Throws `JOURNAL_FENCED` or `JOURNAL_UNKNOWN_RUN` only before it has written
   * anything: the others then go on as if it had not come.
   */
  perform(): void;
  /** Puts back what `perform` has changed beside the database. */
  undo(): void;
  /** It is durable. */
  keep(): void;
  /** It did not come about. */
  refuse(error: unknown): void;
}

/**
 * Writes what comes in one turn of the event loop in one transaction: a commit costs so much more
 * than a row that 1,000 runs together are nearly as fast as one.
 */
export class Group {
  #members: Member[] = [];
  #timer: NodeJS.Immediate | undefined;
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #begun: () => void;

  /** @param begun Called when a transaction has begun. */
  constructor(db: DatabaseSync, path: string, begun: () => void) {
    this.#db = db;
    this.#path = path;
    this.#begun = begun;
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  /** Writes something with the others of this turn. */
  add(member: Member): void {
    this.#members.push(member);
    this.#timer ??= setImmediate(() => this.flush());
  }

  /** Writes at once what has come so far. Never throws: each member hears for itself. */
  flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    let members = this.#members;
    this.#members = [];
    while (members.length > 0) {
      const culprit = this.write(members);
      members = culprit === undefined ? [] : members.filter((member) => member !== culprit);
    }
  }

  /**
   * Writes all in one transaction, or nothing. When only one is to blame for that, it alone is
   * refused, and given back: the others are to be written again.
   */
  write(members: readonly Member[]): Member | undefined {
    const refused = new Map<Member, unknown>();
    let done = 0;
    let committing = false;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      this.#begun();
      for (; done < members.length; done++) perform(members[done], refused);
      committing = true;
      this.#db.exec('COMMIT TRANSACTION');
    } catch (thrown) {
      const error = journalError(thrown, this.#path);
      const culprit = committing || concernsAll(error) ? undefined : members[done];
      while (done-- > 0) members[done]?.undo();
      rollBack(this.#db);
      for (const member of culprit === undefined ? members : [culprit]) member.refuse(error);
      return culprit;
    }
    for (const member of members) {
      if (refused.size > 0 && refused.has(member)) member.refuse(refused.get(member));
      else member.keep();
    }
    return undefined;
  }
}

function perform(member: Member | undefined, refused: Map<Member, unknown>): void {
  try {
    member?.perform();
  } catch (error) {
    if (member === undefined || !isRefusal(error)) throw error;
    refused.set(member, error);
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof JournalError)) return false;
  return error.code === 'JOURNAL_FENCED' || error.code === 'JOURNAL_UNKNOWN_RUN';
}

/** Says whether the next one would fare no better. */
function concernsAll(error: unknown): boolean {
  if (!(error instanceof JournalError)) return false;
  return error.retryable || error.code === 'JOURNAL_READ_ONLY';
}

function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK TRANSACTION');
  } catch (error) {
    // A transaction that found no room, or did not begin, is over already.
    if (!(error instanceof Error) || !error.message.includes('no transaction is active')) {
      throw error;
    }
  }
}
