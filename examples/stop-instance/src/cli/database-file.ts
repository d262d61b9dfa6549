import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@conductor/taskflow';
import { openDatabase, type Database } from '../database/database.ts';
import { UsageError } from './arguments.ts';

/**
 * Opens a database for as long as `work` takes.
 * Without a file it is one in a temporary folder, which is removed afterwards. Throws a
 * `UsageError` when the file cannot be used, be it at once or while the work goes on.
 */
export async function withDatabase<Result>(
  file: string | undefined,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  if (file !== undefined) return using(file, work);
  const folder = temporaryFolder();
  try {
    return await using(join(folder, 'cloud.db'), work);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'stop-instance-'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`no temporary folder, so name a file with --db: ${why}`, { cause: error });
  }
}

async function using<Result>(file: string, work: (db: Database) => Promise<Result>) {
  let db: Database | undefined;
  try {
    db = openDatabase(file, systemClock);
    return await work(db);
  } catch (error) {
    if (!isFromSqlite(error)) throw error;
    throw new UsageError(`--db cannot use ${file}: ${error.message}`, { cause: error });
  } finally {
    db?.close();
  }
}

function isFromSqlite(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
