import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import { checkHead } from './file-head.ts';
import { migrate } from './schema.ts';
import { journalError } from './sqlite-error.ts';

/** Opens the file of a journal, makes it when it is not there, and sees that it can be written. */
export function openDatabase(path: string, options: OpenOptions): DatabaseSync {
  let db;
  try {
    if (path !== memory) {
      checkAccess(path);
      checkHead(path);
    }
    db = options.open(path);
    // Patience first: already the second statement may meet another process.
    db.exec(`PRAGMA busy_timeout = ${options.busyMs}`);
    migrate(db, path);
    useLog(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw reasonOf(error, path);
  }
}

/** How a database is opened. */
export interface OpenOptions {
  readonly busyMs: number;
  readonly open: (path: string) => DatabaseSync;
}

/** The path of a database that has no file. */
export const memory = ':memory:';

/** Only now: the tables are made before there is a log, so that a head is always whole. */
function useLog(db: DatabaseSync, path: string): void {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal' && path !== memory) {
    const problem = `the journal ${path} is on a file system where SQLite cannot keep its log`;
    throw new JournalError('JOURNAL_IO', `${problem}: put it on a local disk`);
  }
  db.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = OFF;
    PRAGMA journal_size_limit = ${logBytes}`);
}

/** What a burst of writing leaves of its log on the disk. */
const logBytes = 64 * 1024 * 1024;

/** Asks before SQLite does, as it would leave a log behind that cannot be written either. */
function checkAccess(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) accessSync(file, constants.W_OK);
  }
}

function reasonOf(error: unknown, path: string): unknown {
  const isOfFiles = error instanceof Error && 'syscall' in error && 'code' in error;
  if (!isOfFiles) return journalError(error, path);
  const problem = `the journal ${path} cannot be opened: ${error.message}`;
  const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return new JournalError(isMissing ? 'JOURNAL_IO' : 'JOURNAL_READ_ONLY', problem, {
    cause: error,
  });
}
