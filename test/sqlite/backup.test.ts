// Goal: an operator can have a sound copy while runs go on, and can find out what is damaged.
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from './folder.ts';
import { codeOf, holds, lastTurn, together, turn, valuesOf } from './log.ts';

const runs = ['r', 's', 't'];

describe('a backup', { timeout: 20_000 }, () => {
  it('made while runs go on is sound, and has the beginning of each log', async () => {
    const path = freshPath();
    const copy = `${path}.copy`;
    const journal = sqliteJournal(path);
    const all = await holds(journal, ...runs);
    let done = 0;
    const step = async (): Promise<void> => {
      done += 1;
      await together(all.map((hold) => () => journal.append(turn(hold, done))));
    };
    for (let n = 0; n < 200; n++) await step();
    const atFirst = done;
    const ended: unknown[] = [];
    void codeOf(() => journal.backup(copy)).then((code) => ended.push(code));
    while (ended.length === 0) await step();
    expect(ended).toEqual(['none']);
    expect(done).toBeGreaterThan(atFirst);

    const other = sqliteJournal(copy);
    expect(other.check()).toEqual([]);
    const lengths = new Set<number>();
    for (const run of runs) {
      const values = await valuesOf(other, run);
      expect(values).toEqual(values.map((_, index) => index + 1));
      expect(values.length).toBeGreaterThanOrEqual(atFirst);
      lengths.add(values.length);
    }
    // What was written together is there together.
    expect(lengths.size).toBe(1);
    await other.close();
    await journal.close();
  });

  it('can be made of a journal that has no file', async () => {
    const path = freshPath();
    const journal = sqliteJournal(':memory:');
    await holds(journal, 'r');
    await journal.backup(path);
    await journal.close();
    const copy = sqliteJournal(path);
    expect(copy.find('r')).toMatchObject({ id: 'r', status: 'RUNNING' });
    await copy.close();
  });

  it('leaves out the room that forgotten runs took', async () => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    const [hold] = await holds(journal, 'r', 's');
    if (hold === undefined) throw new Error('no hold');
    await journal.append(turn(hold, 'x'.repeat(1_000_000)));
    await journal.append(lastTurn(hold));
    expect(await journal.prune(10, 10)).toBe(1);
    await journal.backup(`${path}.copy`);
    await journal.close();
    expect(statSync(path).size).toBeGreaterThan(1_000_000);
    expect(statSync(`${path}.copy`).size).toBeLessThan(200_000);
  });

  it('is refused where there is a file', async () => {
    const path = freshPath();
    writeFileSync(`${path}.copy`, 'mine');
    const journal = sqliteJournal(path);
    await expect(journal.backup(`${path}.copy`)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' });
    expect(statSync(`${path}.copy`).size).toBe(4);
    await journal.close();
  });

  it.each([':memory:', 'journal.db'])('of %s that fails leaves nothing behind', async (name) => {
    const path = name === ':memory:' ? name : freshPath();
    const target = freshPath('missing/copy.db');
    const journal = sqliteJournal(path);
    expect(await codeOf(() => journal.backup(target))).toBe('JOURNAL_IO');
    expect(existsSync(dirname(target))).toBe(false);
    await journal.close();
  });

  it('has its name only when it is whole', async () => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    // What an earlier one left that was killed.
    writeFileSync(`${path}.copy.part`, 'half');
    await journal.backup(`${path}.copy`);
    const left = readdirSync(dirname(path)).filter((name) => name.includes('copy'));
    expect(left).toEqual(['journal.db.copy']);
    await journal.close();
  });
});

describe('a check', () => {
  const damages: Readonly<Record<string, { how: (path: string) => void; says: RegExp }>> = {
    nothing: { how: () => {}, says: /^$/ },
    'a page that is overwritten': { how: overwrite, says: /page|malformed/ },
    'facts that are none': {
      how: (path) => sql(path, `UPDATE turns SET facts = '[{' WHERE last = 3`),
      says: /^the facts of run 1 up to 3 are damaged$/,
    },
    'facts that are missing': {
      how: (path) => sql(path, 'DELETE FROM turns WHERE last = 3'),
      says: /^facts of run 1 are missing before 4$/,
    },
    'a log that is missing': {
      how: (path) => sql(path, 'DELETE FROM turns'),
      says: /^run 1 has no facts$/,
    },
  };
  it.each(Object.entries(damages))('finds %s', async (_, { how, says }) => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    await fillUp(journal);
    await journal.close();
    how(path);
    const damaged = sqliteJournal(path);
    expect(damaged.check().join('\n')).toMatch(says);
    await damaged.close();
  });
});

async function fillUp(journal: SqliteJournal): Promise<void> {
  const [hold] = await holds(journal, 'r');
  if (hold === undefined) throw new Error('no hold');
  for (let n = 0; n < 100; n++) await journal.append(turn(hold, String(n).repeat(200)));
}

/** Writes over the last page of all. */
function overwrite(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 0x55), 0, 4_096, statSync(path).size - 4_096);
  closeSync(file);
}

function sql(path: string, text: string): void {
  const db = new DatabaseSync(path);
  db.exec(text);
  db.close();
}
