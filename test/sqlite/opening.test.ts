// Goal: whatever is at a path, a journal is opened there, or a typed error says what is the matter
// and nothing was touched.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from './folder.ts';
import { codeOf, holds, turn, valuesOf } from './log.ts';

/** What may be at a path, and what opening a journal there says. */
const wrong: Readonly<Record<string, { put: (path: string) => unknown; code: string }>> = {
  'a text': { put: (path) => writeFileSync(path, 'to do: buy milk'), code: 'JOURNAL_FOREIGN' },
  'a long text': {
    put: (path) => writeFileSync(path, 'to do: buy milk\n'.repeat(1_000)),
    code: 'JOURNAL_FOREIGN',
  },
  'nothing but zeros': {
    put: (path) => writeFileSync(path, Buffer.alloc(8192)),
    code: 'JOURNAL_FOREIGN',
  },
  'a folder': { put: (path) => mkdirSync(path), code: 'JOURNAL_FOREIGN' },
  'the database of another program': {
    put: (path) => sql(path, 'CREATE TABLE runs (id TEXT); INSERT INTO runs VALUES (1)'),
    code: 'JOURNAL_FOREIGN',
  },
  'the database of another program with a log of its own': {
    put: (path) => sql(path, 'PRAGMA journal_mode = WAL; CREATE TABLE runs (id TEXT)'),
    code: 'JOURNAL_FOREIGN',
  },
  'a journal of a newer schema': {
    put: async (path) => {
      await sqliteJournal(path).close();
      sql(path, 'PRAGMA user_version = 900');
    },
    code: 'JOURNAL_NEWER',
  },
  'the first bytes of a journal': {
    put: async (path) => {
      await filled(path);
      truncateSync(path, 50);
    },
    code: 'JOURNAL_CORRUPT',
  },
  'half a journal': {
    put: async (path) => {
      await filled(path);
      truncateSync(path, readFileSync(path).length / 2);
    },
    code: 'JOURNAL_CORRUPT',
  },
  'a journal whose tables are overwritten': {
    put: async (path) => {
      await filled(path);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0x55, 100, 4096));
    },
    code: 'JOURNAL_CORRUPT',
  },
};

describe.each(Object.entries(wrong))('%s', (_, { put, code }) => {
  it(`is refused as ${code}, and stays as it was`, async () => {
    const path = freshPath();
    await put(path);
    const before = contents(path);
    const error = thrownBy(() => sqliteJournal(path));
    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ code, retryable: false });
    expect(String(error)).toContain(path);
    expect(contents(path)).toEqual(before);
  });
});

it('a newer schema is named together with the newest known one', async () => {
  const path = freshPath();
  await wrong['a journal of a newer schema']?.put(path);
  expect(() => sqliteJournal(path)).toThrow(
    /schema 900, and this version of @conductor.taskflow knows 1 at most: use the/,
  );
});

it('a folder that is not there is named', () => {
  const path = freshPath(join('missing', 'journal.db'));
  const error = thrownBy(() => sqliteJournal(path));
  expect(error).toMatchObject({ code: 'JOURNAL_IO' });
  expect(String(error)).toContain(`no such file or directory, access '${dirname(path)}'`);
});

describe('a journal is made', () => {
  const empty: Readonly<Record<string, (path: string) => unknown>> = {
    'where there is nothing': () => undefined,
    'in an empty file': (path) => writeFileSync(path, ''),
    'in a file that is ours and has no tables yet': (path) =>
      sql(path, 'PRAGMA application_id = 0x63647466; VACUUM'),
  };
  it.each(Object.entries(empty))('%s', async (_, put) => {
    const path = freshPath();
    put(path);
    const journal = sqliteJournal(path);
    const [hold] = await holds(journal, 'r');
    if (hold !== undefined) await journal.append(turn(hold, 1));
    await journal.close();
    expect(sql(path, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    const again = sqliteJournal(path);
    expect(await valuesOf(again, 'r')).toEqual([1]);
    await again.close();
  });

  it('in one piece: what dies before the end of it leaves no table behind', async () => {
    const path = freshPath();
    const open = (): DatabaseSync => new Breaking(path);
    expect(await codeOf(() => sqliteJournal(path, { open }))).toBe('ERR_SQLITE_ERROR');
    expect(sql(path, 'SELECT name FROM sqlite_schema')).toEqual([]);
    await sqliteJournal(path).close();
    expect(sql(path, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  });

  it('with tables that any SQLite can read', async () => {
    const path = freshPath();
    await filled(path);
    expect(sql(path, 'SELECT id, flow, status, epoch FROM runs')).toMatchObject([
      { id: 'r', flow: 'f', status: 'RUNNING', epoch: 1 },
    ]);
    const [first, second] = sql(path, 'SELECT facts, at FROM turns ORDER BY turn');
    expect(first).toMatchObject({ at: 1 });
    expect(JSON.parse(String(second?.['facts']))).toMatchObject([{ type: 'value-recorded' }]);
  });
});

it('a relative path stays the same file wherever the process goes', async () => {
  const path = freshPath();
  const before = process.cwd();
  const relative = join('.', 'journal.db');
  const opened: string[] = [];
  await sqliteJournal(relative, {
    open: (given) => {
      opened.push(given);
      return new DatabaseSync(path);
    },
  }).close();
  expect(opened).toEqual([join(before, 'journal.db')]);
  expect(existsSync(path)).toBe(true);
});

/** A database that breaks when its tables are nearly made. */
class Breaking extends DatabaseSync {
  override exec(text: string): void {
    super.exec(text.replace('CREATE TABLE requests', 'CREATE TABLE requests AS SELECT nothing;'));
  }
}

/** A journal of a hundred facts, closed. */
async function filled(path: string): Promise<void> {
  const journal = sqliteJournal(path);
  const [hold] = await holds(journal, 'r');
  for (let n = 0; n < 100 && hold !== undefined; n++) {
    await journal.append(turn(hold, String(n).repeat(200)));
  }
  // As a process that dies leaves it, so that nobody gives its runs back.
  sql(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const rows = sql(path, 'SELECT owner FROM runs');
  expect(rows).toMatchObject([{ owner: 'a' }]);
  await journal.close();
}

function sql(path: string, text: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path);
  try {
    const isQuestion = /^(SELECT|PRAGMA \w+$|PRAGMA wal)/.test(text);
    if (isQuestion) return db.prepare(text).all();
    db.exec(text);
    return [];
  } finally {
    db.close();
  }
}

/** Every file of the folder, with what is in it. */
function contents(path: string): [string, string][] {
  const folder = dirname(path);
  return readdirSync(folder, { withFileTypes: true }).map((entry) => [
    entry.name,
    entry.isFile() ? readFileSync(join(folder, entry.name), 'base64') : '',
  ]);
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
