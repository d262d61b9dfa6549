import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { JournalError, StrayRunsError, systemClock, type Journal } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { simulatedHypervisor, type SimulatedHypervisor } from '../compute/simulated-hypervisor.ts';
import { openDatabase, type Database } from '../database/database.ts';
import { UsageError } from './usage-error.ts';

/** What the cloud leaves behind in files: in a real one, each would be on a machine of its own. */
export interface Records {
  readonly db: Database;
  readonly hypervisor: SimulatedHypervisor;
  /** Opens the journal for one conductor, which closes it. */
  readonly openJournal: () => Journal;
}

/** A database in memory, which nobody sees afterwards; the other two are in memory then, too. */
export const inMemory = ':memory:';

/**
 * Opens records for as long as `work` takes: the database in `file`, the journal and the guests
 * beside it. Without a file they are in a temporary folder, which is removed afterwards. Throws a
 * `UsageError` when a file cannot be used, be it at once or while the work goes on.
 */
export async function withRecords<Result>(
  file: string | undefined,
  work: (records: Records) => Promise<Result>,
): Promise<Result> {
  if (file !== undefined) return using(file, work);
  const folder = inTemporaryFolder(() => mkdtempSync(join(tmpdir(), 'stop-instance-')));
  try {
    return await using(join(folder, 'cloud.db'), work);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where a process that is to be killed keeps its database when nobody named a file. */
export function crashFile(): string {
  return join(tmpdir(), 'stop-instance-crash', 'cloud.db');
}

/** {@link crashFile}, in a new folder: what an earlier crash has left there is gone. */
export function newCrashFile(): string {
  const file = crashFile();
  const { dir } = parse(file);
  return inTemporaryFolder(() => {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    return file;
  });
}

/** `cloud.db` and `conductor` give `cloud.conductor.db`: no two databases share a companion. */
export function companionOf(file: string, name: string): string {
  if (file === inMemory) return inMemory;
  const { dir, name: stem, ext } = parse(file);
  return join(dir, `${stem}.${name}${ext}`);
}

function inTemporaryFolder(make: () => string): string {
  try {
    return make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`no temporary folder, so name a file with --db: ${why}`, { cause: error });
  }
}

async function using<Result>(file: string, work: (records: Records) => Promise<Result>) {
  const db = usable(file, () => openDatabase(file, systemClock));
  try {
    const guests = companionOf(file, 'hypervisor');
    const hypervisor = usable(guests, () => simulatedHypervisor(guests, systemClock));
    try {
      const openJournal = () => sqliteJournal(companionOf(file, 'conductor'));
      return await work({ db, hypervisor, openJournal });
    } finally {
      hypervisor.close();
    }
  } catch (error) {
    throw asUsage(file, error);
  } finally {
    db.close();
  }
}

function usable<Part>(file: string, open: () => Part): Part {
  try {
    return open();
  } catch (error) {
    throw asUsage(file, error);
  }
}

/** What is wrong with a file is for the user to set right; the rest is not. */
function asUsage(file: string, error: unknown): unknown {
  const why = whyUnusable(error);
  if (why === undefined) return error;
  return new UsageError(`--db cannot use ${file}: ${why.message}`, { cause: error });
}

function whyUnusable(error: unknown): Error | undefined {
  if (!(error instanceof Error) || error instanceof UsageError) return undefined;
  if (error instanceof JournalError || error instanceof StrayRunsError) return error;
  if (error.cause instanceof JournalError) return error.cause;
  return 'code' in error && error.code === 'ERR_SQLITE_ERROR' ? error : undefined;
}
