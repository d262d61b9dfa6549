import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { memory, openDatabase } from './open-database.ts';
import { openFile } from './open-file.ts';
import { SqliteStore } from './sqlite-store.ts';

/**
 * A journal in a SQLite file, which any `sqlite3` shell can read. What it has answered for is on
 * the disk. Several processes may open one file; the file must be on a disk of their host.
 *
 * Writing waits for the disk, and the event loop with it: a commit takes some 0.2 ms. What comes in
 * one turn of the event loop shares one; only when this journal holds a single run does that run
 * write, and go on, at once.
 *
 * @param path Of the file, which is made when it is not there; `:memory:` for none.
 * @throws {JournalError} when there is something else at this path, or it cannot be written.
 *
 * @example
 * ```ts
 * import { sqliteJournal } from '@conductor/taskflow/sqlite';
 *
 * const journal = sqliteJournal(':memory:');
 * console.log(await journal.find('run-1'));
 * await journal.close();
 * ```
 *
 * ```text
 * undefined
 * ```
 */
export function sqliteJournal(path: string, options: SqliteJournalOptions = {}): SqliteJournal {
  // Made absolute, so that it stays the same file wherever the process goes.
  const file = path === memory ? path : resolve(path);
  const { busyMs = 100, open = openFile } = options;
  let store: SqliteStore | undefined = new SqliteStore(openDatabase(file, { busyMs, open }), file);
  const opened = (): SqliteStore => {
    if (store !== undefined) return store;
    throw new JournalError('JOURNAL_CLOSED', `the journal ${file} was closed`);
  };
  return {
    renew: (owner, until) => opened().renew(owner, until),
    resign: (owner) => opened().resign(owner),
    create: (run) => opened().create(run),
    append: (turn) => opened().append(turn),
    release: (hold) => opened().release(hold),
    claim: (wanted) => opened().claim(wanted),
    loose: (now) => opened().loose(now),
    ask: (run, request) => opened().ask(run, request),
    asked: (owner) => opened().asked(owner),
    load: (run, from) => opened().load(run, from),
    find: (run) => opened().find(run),
    list: (filter) => opened().list(filter),
    prune: (finishedBefore, limit) => opened().prune(finishedBefore, limit),
    check: () => opened().check(),
    backup: (to) => opened().backup(to),
    close: () => {
      const last = store;
      store = undefined;
      last?.close();
    },
  };
}

/** A {@link Journal} with what operators need of a file. */
export interface SqliteJournal extends Journal {
  /**
   * Reads the whole file and says what is wrong with it: nothing, when it is sound. The event loop
   * waits meanwhile.
   */
  check(): readonly string[];
  /**
   * Writes a copy that is as the journal was at one moment; runs go on meanwhile.
   *
   * @throws {TaskflowError} with code `BACKUP_EXISTS` when there is such a file already.
   */
  backup(to: string): Promise<void>;
}

/** How a {@link sqliteJournal} is opened. */
export interface SqliteJournalOptions {
  /**
   * How long a write waits for another process to finish its own, in milliseconds; 100 when left
   * out. The event loop waits as well; after that the write is refused as `JOURNAL_BUSY`.
   */
  readonly busyMs?: number;
  /** Opens the database in another way: for tests that limit it, count what it does or break it. */
  readonly open?: (path: string) => DatabaseSync;
}
