import { setTimeout as pause } from 'node:timers/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runExample } from './program.ts';

/** The files of one cloud whose process is killed, and what can be seen in them. */
export interface CrashSite {
  readonly file: string;
  readonly journal: string;
  /** Runs the example on these files; they are called `<cloud>` in what it printed. */
  readonly run: (...flags: string[]) => ReturnType<typeof runExample>;
  /** Waits until every guest that was asked to shut down, and listened, is off. */
  readonly guestsAtRest: () => Promise<void>;
  rows(select: string): unknown[][];
  change(sql: string): void;
  /** What must be true when every stop has ended, whatever happened on the way. */
  record(): Record<string, unknown>;
}

/** New files in a folder. */
export function crashSite(folder: string): CrashSite {
  const file = join(mkdtempSync(join(folder, 'site-')), 'cloud.db');
  const guests = file.replace('.db', '.hypervisor.db');
  const rows = (select: string) => rowsOf(file, select);
  return {
    file,
    journal: file.replace('.db', '.conductor.db'),
    async run(...flags) {
      const finished = await runExample('--db', file, ...flags);
      return { ...finished, stdout: finished.stdout.replaceAll(file, '<cloud>') };
    },
    async guestsAtRest() {
      const select = 'SELECT max(coalesce(off_at, 0)) FROM guests';
      while (Number(rowsOf(guests, select)[0]?.[0]) > Date.now()) await pause(20);
    },
    rows,
    change: (sql) => changeIn(file, sql),
    record: () => ({
      instances: rows('SELECT vm_state, task_state, claimed_by FROM instances'),
      actions: rows('SELECT result, message FROM actions'),
      faults: rows('SELECT code FROM faults'),
      notices: rows('SELECT event_type FROM notifications ORDER BY rowid').flat().map(lastWord),
      unended: rows('SELECT event FROM action_events WHERE finished_at IS NULL'),
      orders: rowsOf(guests, 'SELECT name FROM orders ORDER BY id').flat(),
    }),
  };
}

/** What is on record when one instance was stopped that listens, and nothing was done twice. */
export const stopped = {
  instances: [['stopped', null, null]],
  actions: [['Success', null]],
  faults: [],
  notices: ['start', 'end'],
  unended: [],
  orders: ['shutdown'],
};

/** A folder for the sites of one file of tests. */
export function folderForSites(): string {
  return mkdtempSync(join(tmpdir(), 'stop-instance-crash-test-'));
}

function rowsOf(file: string, select: string): unknown[][] {
  const db = new DatabaseSync(file);
  const rows = db.prepare(select).all();
  db.close();
  return rows.map((row) => Object.values(row));
}

function changeIn(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

function lastWord(type: unknown): string {
  return String(type).replace(/.*\./, '');
}
