import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { TaskflowError } from '../errors.ts';
import { copyTo } from './copy.ts';
import { memory } from './open-database.ts';
import { journalError } from './sqlite-error.ts';

/**
 * Copies a journal as it is at one moment, while others write to it. A thread of its own does it,
 * as SQLite makes whoever asks it wait; a database without a file can only be copied here.
 */
export async function backup(db: DatabaseSync, path: string, target: string): Promise<void> {
  const to = resolve(target);
  if (existsSync(to)) {
    throw new TaskflowError('BACKUP_EXISTS', `there is a file ${to}: give the backup another path`);
  }
  try {
    if (path === memory) copyTo(db, to);
    else await copied(path, to);
  } catch (error) {
    throw journalError(error, `${path}, or its backup ${to},`);
  }
}

async function copied(path: string, to: string): Promise<void> {
  const worker = new Worker(new URL('./backup-worker.js', import.meta.url), {
    workerData: { path, to },
    // Those of the process may be about its own program, and then no other file can be run.
    execArgv: [],
  });
  const { promise, resolve: finish, reject } = Promise.withResolvers<void>();
  worker.once('error', reject);
  worker.once('exit', () => finish());
  await promise;
}
