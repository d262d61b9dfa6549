// Goal: a disk that fails loses nothing that was answered for and doubles nothing that was tried
// again; when it works again, so does the journal.
// Method: real failures of SQLite: a limit of pages, a limit on the length of files, another
// writer, a user who may not write.
import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Hold } from '@conductor/taskflow';
import { JournalError } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from './folder.ts';
import { codeOf, holds, newRun, together, turn, valuesOf } from './log.ts';
import { Peer } from './peer-process.ts';

const runs = ['r', 's', 't'];
const long = 'x'.repeat(2_000);

describe('a full disk', () => {
  it('refuses all that is written together, and keeps it when it is tried again', async () => {
    const { journal, db } = opened();
    const all = await holds(journal, ...runs);
    const step = (n: number) => all.map((hold) => () => journal.append(turn(hold, `${n} ${long}`)));
    fill(db);
    const written: number[] = [];
    for (let n = 0; n < 20; n++) {
      const codes = await Promise.all(step(n).map(codeOf));
      expect(new Set(codes).size, codes.join()).toBe(1);
      if (codes[0] === 'none') written.push(n);
      else expect(codes[0]).toBe('JOURNAL_FULL');
    }
    expect(written.length).toBeLessThan(20);
    db.exec('PRAGMA max_page_count = 1000000');
    for (let n = 0; n < 20; n++) {
      if (!written.includes(n)) await together(step(n));
      if (!written.includes(n)) written.push(n);
    }
    for (const run of runs) {
      expect(await valuesOf(journal, run)).toEqual(written.map((n) => `${n} ${long}`));
    }
    expect(journal.check()).toEqual([]);
    await journal.close();
  });

  it('refuses a lonely run at once, with what SQLite said', async () => {
    const { journal, db, path } = opened();
    const [hold] = await holds(journal, 'r');
    if (hold === undefined) throw new Error('no hold');
    fill(db);
    const error = await refusal(() => journal.append(turn(hold, long.repeat(10))));
    expect(error).toMatchObject({ code: 'JOURNAL_FULL', retryable: true, cause: { errcode: 13 } });
    expect(String(error)).toContain(`${path} has no room left: make some, then try again`);
    db.exec('PRAGMA max_page_count = 1000000');
    await journal.append(turn(hold, 'short'));
    expect(await valuesOf(journal, 'r')).toEqual(['short']);
    await journal.close();
  });

  it('forgets nothing of what was to be created, released or taken', async () => {
    const { journal, db } = opened();
    const [hold] = await holds(journal, 'r', 's');
    if (hold === undefined) throw new Error('no hold');
    const big = newRun('big', { fingerprint: long.repeat(10) });
    fill(db);
    const acts: (() => unknown)[] = [
      () => journal.release(hold),
      () => journal.claim({ owner: 'b', now: 0, limit: 1 }),
      () => journal.create(big),
    ];
    const full = ['JOURNAL_FULL', 'JOURNAL_FULL', 'JOURNAL_FULL'];
    expect(await Promise.all(acts.map(codeOf))).toEqual(full);
    db.exec('PRAGMA max_page_count = 1000000');
    // The hold is as good as before, and then the same comes about as if nothing had been.
    await journal.append(turn(hold, 1));
    expect(await together(acts)).toMatchObject([
      undefined,
      [{ hold: { run: 'r', owner: 'b', epoch: 2 } }],
      { is: 'held' },
    ]);
    await journal.close();
  });
});

describe('a disk on which writing breaks off', { timeout: 20_000 }, () => {
  it('keeps what it has answered for, each once and in order', async () => {
    const path = freshPath();
    const peer = new Peer(400);
    expect(await peer.open(path)).toBe('none');
    const [hold] = await peer.hold('r');
    if (hold === undefined) throw new Error('no hold');
    const kept: string[] = [];
    const codes = new Set<string>();
    for (let n = 0; n < 200; n++) {
      const value = `${n} ${long}`;
      const code = await peer.append(hold, value);
      codes.add(code);
      if (code === 'none') kept.push(value);
    }
    expect([...codes]).toEqual(['none', 'JOURNAL_IO']);
    await peer.kill();
    // The log of the file ends in the middle of a page.
    expect((statSync(`${path}-wal`).size - 32) % (24 + 4_096)).toBeGreaterThan(0);
    const journal = sqliteJournal(path);
    expect(await valuesOf(journal, 'r')).toEqual(kept);
    expect(journal.check()).toEqual([]);
    await journal.close();
  });
});

it('a writer that does not end refuses others for a while, and no longer', async () => {
  const { journal, path } = opened();
  const [one, other] = await holds(journal, 'r', 's');
  if (one === undefined || other === undefined) throw new Error('no hold');
  const writer = new DatabaseSync(path);
  writer.exec('BEGIN IMMEDIATE');
  const both = (): Promise<unknown[]> =>
    Promise.all([one, other].map((hold) => codeOf(() => journal.append(turn(hold, 1)))));
  expect(await both()).toEqual(['JOURNAL_BUSY', 'JOURNAL_BUSY']);
  expect(await valuesOf(journal, 'r')).toEqual([]);
  writer.close();
  expect(await both()).toEqual(['none', 'none']);
  expect(await valuesOf(journal, 'r')).toEqual([1]);
  await journal.close();
});

describe('who may not write', { timeout: 20_000 }, () => {
  const places: Readonly<Record<string, (path: string) => void>> = {
    'the file': (path) => chmodSync(path, 0o444),
    'the folder': (path) => chmodSync(dirname(path), 0o555),
    'either of them': (path) => {
      chmodSync(path, 0o444);
      chmodSync(dirname(path), 0o555);
    },
  };
  it.each(Object.entries(places))('%s cannot open a journal', async (_, close) => {
    const path = freshPath();
    await sqliteJournal(path).close();
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o666);
    close(path);
    expect(await new Peer().openAsNobody(path)).toBe('JOURNAL_READ_ONLY');
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o666);
    expect(await new Peer().openAsNobody(path)).toBe('none');
  });
});

it('what cannot be written when a journal is closed is said, and the file is let go', async () => {
  const { journal, path } = opened();
  const all = await holds(journal, 'r', 's');
  const writer = new DatabaseSync(path);
  writer.exec('BEGIN IMMEDIATE');
  const lost = all.map((hold: Hold) => codeOf(() => journal.append(turn(hold, 1))));
  expect(await codeOf(() => journal.close())).toBe('JOURNAL_BUSY');
  expect(await Promise.all(lost)).toEqual(['JOURNAL_BUSY', 'JOURNAL_BUSY']);
  writer.close();
  expect(await codeOf(() => journal.find('r'))).toBe('JOURNAL_CLOSED');
  await journal.close();
});

function opened() {
  const path = freshPath();
  const db = new DatabaseSync(path);
  return { path, db, journal: sqliteJournal(path, { open: () => db, busyMs: 1 }) };
}

/** Leaves room for two pages. */
function fill(db: DatabaseSync): void {
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.exec(`PRAGMA max_page_count = ${pages + 2}`);
}

async function refusal(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    expect(error).toBeInstanceOf(JournalError);
    return error;
  }
}
