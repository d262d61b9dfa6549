// Goal: every journal keeps every promise of a journal.
import { memoryJournal } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import { journalCases } from '@conductor/taskflow/testing';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from '../sqlite/folder.ts';

const journals: Readonly<Record<string, () => Journal | Promise<Journal>>> = {
  'a journal of memory': memoryJournal,
  'a journal of SQLite in memory': () => sqliteJournal(':memory:'),
  'a journal of SQLite in a file': () => sqliteJournal(freshPath()),
};

describe.each(Object.entries(journals))('%s keeps its promises:', (_, open) => {
  it.each(journalCases().map((one) => [one.name, one] as const))('%s', async (_name, { run }) => {
    await run(open);
  });
});

it('every promise has a name of its own', () => {
  const names = journalCases().map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
