// Goal: what comes in one turn of the event loop shares a commit, and nothing else: not the fault
// of one, and not the answer of another.
import { DatabaseSync } from 'node:sqlite';
import type { Hold } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from './folder.ts';
import { codeOf, holds, lastTurn, newRun, together, turn, valuesOf, waitingRun } from './log.ts';

const names = Array.from({ length: 100 }, (_, index) => `r${index}`);

describe('commits', () => {
  const counts: Readonly<Record<string, (journal: SqliteJournal) => Promise<Count>>> = {
    'creating 100 runs takes one': async (journal) => {
      await journal.renew('a', 1);
      return { of: () => together(names.map((id) => () => journal.create(newRun(id)))), are: 1 };
    },
    'a fact of each of 100 runs takes one': async (journal) => {
      const all = await holds(journal, ...names);
      return { of: () => together(all.map((hold) => () => journal.append(turn(hold, 1)))), are: 1 };
    },
    'the end of each of 100 runs takes one': async (journal) => {
      const all = await holds(journal, ...names);
      return {
        of: () => together(all.map((hold) => () => journal.append(lastTurn(hold)))),
        are: 1,
      };
    },
    'claiming 100 runs takes one': async (journal) => {
      await together(names.map((id) => () => journal.create(waitingRun(id))));
      return { of: () => journal.claim({ owner: 'b', now: 1, limit: 1_000 }), are: 1 };
    },
    'ten facts of each of 100 runs take ten': async (journal) => {
      const all = await holds(journal, ...names);
      const steps = all.map((hold) => async () => {
        for (let step = 0; step < 10; step++) await journal.append(turn(hold, step));
      });
      return { of: () => together(steps), are: 10 };
    },
    'ten facts of a lonely run are statements of their own': async (journal) => {
      const [hold] = await holds(journal, 'r');
      return {
        of: async () => {
          for (let step = 0; step < 10; step++) {
            if (hold !== undefined) await journal.append(turn(hold, step));
          }
        },
        are: 0,
      };
    },
    'reading takes none': async (journal) => {
      await holds(journal, 'r');
      return { of: () => [journal.find('r'), journal.load('r'), journal.list({})], are: 0 };
    },
  };
  it.each(Object.entries(counts))('%s', async (_, prepare) => {
    let db: Counting | undefined;
    const journal = sqliteJournal(freshPath(), { open: (path) => (db = new Counting(path)) });
    const { of, are } = await prepare(journal);
    const before = db?.commits ?? Number.NaN;
    await of();
    expect((db?.commits ?? Number.NaN) - before).toBe(are);
    await journal.close();
  });
});

describe('an append', () => {
  it('of the only run that is held is answered at once', async () => {
    const journal = sqliteJournal(freshPath());
    const [hold] = await holds(journal, 'r');
    expect(hold && journal.append(turn(hold, 1))).toBeUndefined();
    await journal.close();
  });

  it('of one run of two is answered when the other had its turn', async () => {
    const journal = sqliteJournal(freshPath());
    const [one, other] = await holds(journal, 'r', 's');
    const answers = [one, other].map((hold) => answerOf(journal, hold));
    expect(answers).toEqual([expect.any(Promise), expect.any(Promise)]);
    for (const answer of answers) await answer;
    await journal.close();
  });

  it.each(['release', 'finish', 'resign'])(
    'is answered at once after a %s of the rest',
    async (end) => {
      const journal = sqliteJournal(freshPath());
      const [one, other] = await holds(journal, 'r', 's');
      await journal.renew('b', 1);
      const created = await journal.create(newRun('t', { owner: 'b' }));
      if (one === undefined || other === undefined || created.is !== 'held')
        throw new Error('no hold');
      if (end === 'finish') await together([() => journal.append(lastTurn(other))]);
      else await journal.release(other);
      if (end === 'resign') await journal.resign('b');
      else await journal.release(created.hold);
      expect(journal.append(turn(one, 1))).toBeUndefined();
      await journal.close();
    },
  );

  it('is seen by whoever reads after it', async () => {
    const journal = sqliteJournal(freshPath());
    const [one, other] = await holds(journal, 'r', 's');
    const answers = [one, other].map((hold) => answerOf(journal, hold));
    expect(journal.load('s')).toHaveLength(2);
    expect(journal.find('r')).toMatchObject({ facts: 2 });
    for (const answer of answers) await answer;
    await journal.close();
  });
});

describe('of those that are written together', () => {
  it('each bad one is refused, and the others are kept', async () => {
    const journal = sqliteJournal(freshPath());
    const [one, other] = await holds(journal, 'r', 's');
    if (one === undefined || other === undefined) throw new Error('no hold');
    const codes = await Promise.all(
      [
        () => journal.append(turn(one, 'first')),
        () => journal.append(turn({ ...other, epoch: 7 }, 'stale')),
        () => journal.append(turn({ ...other, run: 'nobody' }, 'unknown')),
        () => journal.renew('b', 1),
        () => journal.ask('nobody', { type: 'suspend' }),
        () => journal.create(newRun('t', { facts: turn(one, 1n).facts })),
        () => journal.append(turn(other, 'last')),
      ].map(codeOf),
    );
    expect(codes).toEqual([
      'none',
      'JOURNAL_FENCED',
      'JOURNAL_UNKNOWN_RUN',
      'none',
      'JOURNAL_UNKNOWN_RUN',
      expect.any(TypeError),
      'none',
    ]);
    expect([await valuesOf(journal, 'r'), await valuesOf(journal, 's')]).toEqual([
      ['first'],
      ['last'],
    ]);
    expect(journal.find('t')).toBeUndefined();
    await journal.close();
  });

  it('one that meets a damaged row is refused, and the others are kept', async () => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    const [one, other] = await holds(journal, 'r', 's');
    if (one === undefined || other === undefined) throw new Error('no hold');
    await journal.create(waitingRun('bad'));
    damage(path, 'bad');
    const codes = await Promise.all(
      [
        () => journal.append(turn(one, 'first')),
        () => journal.claim({ owner: 'b', now: 1, limit: 10 }),
        () => journal.append(turn(other, 'last')),
        () => journal.append(turn(one, 'second')),
      ].map(codeOf),
    );
    expect(codes).toEqual(['none', 'JOURNAL_CORRUPT', 'none', 'none']);
    expect(await valuesOf(journal, 'r')).toEqual(['first', 'second']);
    expect(await valuesOf(journal, 's')).toEqual(['last']);
    expect(journal.find('bad')).toMatchObject({ epoch: 0 });
    await journal.close();
  });
});

function answerOf(journal: SqliteJournal, hold: Hold | undefined): unknown {
  return hold && journal.append(turn(hold, 1));
}

interface Count {
  readonly of: () => unknown;
  readonly are: number;
}

class Counting extends DatabaseSync {
  commits = 0;

  override exec(sql: string): void {
    super.exec(sql);
    if (sql.startsWith('COMMIT')) this.commits += 1;
  }
}

function damage(path: string, run: string): void {
  const db = new DatabaseSync(path);
  db.prepare(`UPDATE turns SET facts = '[{' WHERE run = (SELECT run FROM runs WHERE id = ?)`).run(
    run,
  );
  db.close();
}
