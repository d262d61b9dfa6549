import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JournalError, TaskflowError } from '@conductor/taskflow';
import type { NewRun } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import { onTestFinished } from 'vitest';
import type { Thrown } from './thrown.ts';

/** The errors that a journal of memory cannot have. */
export const thrownByDisk: readonly Thrown[] = [
  {
    is: JournalError,
    code: 'JOURNAL_FULL',
    when: 'the disk is full; once there is room the same can be tried again',
    provoke: () => {
      const { journal, db } = opened();
      db.exec('PRAGMA max_page_count = 1');
      return journal.create({ ...game, fingerprint: 'x'.repeat(100_000) });
    },
  },
  {
    is: JournalError,
    code: 'JOURNAL_BUSY',
    when: 'another process was writing; the same can be tried again',
    provoke: () => {
      const { journal, path } = opened();
      new DatabaseSync(path).exec('BEGIN IMMEDIATE');
      return journal.create(game);
    },
  },
  {
    is: JournalError,
    code: 'JOURNAL_IO',
    when: 'the disk failed, or there is no such folder',
    provoke: () => sqliteJournal(join(folder(), 'missing', 'journal.db')),
  },
  {
    is: JournalError,
    code: 'JOURNAL_READ_ONLY',
    when: 'the file, or its folder, may not be written',
    provoke: () => {
      const path = join(folder(), 'journal.db');
      void sqliteJournal(path).close();
      return sqliteJournal(path, { open: (file) => made(file, { readOnly: true }) });
    },
  },
  {
    is: JournalError,
    code: 'JOURNAL_CORRUPT',
    when: 'the file is damaged; go back to a backup',
    provoke: () => sqliteJournal(written('SQLite format 3\0')),
  },
  {
    is: JournalError,
    code: 'JOURNAL_FOREIGN',
    when: 'there is something else at this path; it was not touched',
    provoke: () => sqliteJournal(written('to do: buy milk')),
  },
  {
    is: JournalError,
    code: 'JOURNAL_NEWER',
    when: 'a newer version of the library has written the file',
    provoke: () => {
      const { journal, db, path } = opened();
      db.exec('PRAGMA user_version = 900');
      void journal.close();
      return sqliteJournal(path);
    },
  },
  {
    is: JournalError,
    code: 'JOURNAL_CLOSED',
    when: 'the journal was closed',
    provoke: () => {
      const { journal } = opened();
      void journal.close();
      return journal.list({});
    },
  },
  {
    is: TaskflowError,
    code: 'BACKUP_EXISTS',
    when: 'there is a file where a backup was to be written',
    provoke: () => opened().journal.backup(written('yesterday')),
  },
];

const game: NewRun = {
  id: 'game-1',
  flow: 'game',
  version: 1,
  fingerprint: '',
  onConflict: 'reject',
  owner: 'nobody',
  facts: [],
  status: 'RUNNING',
  at: 0,
};

function opened(): { journal: SqliteJournal; db: DatabaseSync; path: string } {
  const path = join(folder(), 'journal.db');
  const db = made(path);
  return { path, db, journal: sqliteJournal(path, { open: () => db, busyMs: 1 }) };
}

function written(text: string): string {
  const path = join(folder(), 'journal.db');
  writeFileSync(path, text);
  return path;
}

function made(path: string, options: { readonly readOnly?: boolean } = {}): DatabaseSync {
  const db = new DatabaseSync(path, options);
  onTestFinished(() => {
    try {
      db.close();
    } catch (error) {
      if (!String(error).includes('not open')) throw error;
    }
  });
  return db;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'taskflow-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
