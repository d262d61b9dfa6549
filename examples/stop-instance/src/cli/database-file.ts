import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@conductor/taskflow';
import { openDatabase, type Database } from '../database/database.ts';
import { UsageError } from './arguments.ts';

/**
 * Opens a database for as long as `work` takes.
 * Without a file it is one in a temporary folder, which is removed afterwards. Throws a
 * `UsageError` when the file cannot be used.
 */
export async function withDatabase<Result>(
  file: string | undefined,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  if (file !== undefined) return using(open(file), work);
  const folder = mkdtempSync(join(tmpdir(), 'stop-instance-'));
  try {
    return await using(open(join(folder, 'cloud.db')), work);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function open(file: string): Database {
  try {
    return openDatabase(file, systemClock);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--db cannot use ${file}: ${why}`, { cause: error });
  }
}

async function using<Result>(db: Database, work: (db: Database) => Promise<Result>) {
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
