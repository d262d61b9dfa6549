// Goal: of the processes that share a file, one goes on with a run, and one that is dead keeps
// nobody waiting.
import { DatabaseSync } from 'node:sqlite';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { freshPath } from './folder.ts';
import { holds, turn, valuesOf } from './log.ts';
import { Peer } from './peer-process.ts';

/** Before the end of every lease. */
const now = 0;

describe('a process', { timeout: 20_000 }, () => {
  it('that is killed leaves its runs to others at once, with all that it was told is kept', async () => {
    const path = freshPath();
    const peer = new Peer();
    expect(await peer.open(path)).toBe('none');
    const [hold, other] = await peer.hold('r', 's');
    if (hold === undefined || other === undefined) throw new Error('no hold');
    expect(await Promise.all([peer.append(hold, 1)])).toEqual(['none']);
    const journal = sqliteJournal(path);
    expect(await journal.claim({ owner: 'b', now, limit: 10 })).toEqual([]);
    expect(journal.loose(now)).toEqual([]);

    await peer.kill();
    expect(journal.loose(now)).toMatchObject([{ runs: 2, oldest: 'r' }]);
    const claims = await journal.claim({ owner: 'b', now, limit: 10 });
    expect(claims.map(({ run }) => run)).toMatchObject([
      { id: 'r', owner: 'b', epoch: 2, facts: 2 },
      { id: 's', owner: 'b', epoch: 2, facts: 1 },
    ]);
    expect(await valuesOf(journal, 'r')).toEqual([1]);
    await journal.close();
  });

  it('that stood still beyond its lease is refused when it goes on', async () => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    const peer = new Peer();
    await peer.open(path);
    const [hold, other] = await peer.hold('r', 's');
    if (hold === undefined || other === undefined) throw new Error('no hold');
    await peer.append(hold, 'before');
    peer.stop();
    endLease(path);
    const [claim] = await journal.claim({ owner: 'b', now: 2, limit: 1 });
    expect(claim?.run).toMatchObject({ id: 'r', epoch: 2 });
    await journal.append(turn({ run: 'r', owner: 'b', epoch: 2 }, 'after'));

    peer.goOn();
    expect(await peer.append(hold, 'zombie')).toBe('JOURNAL_FENCED');
    // Also what nobody has taken yet: an owner is ended as a whole.
    expect(await peer.append(other, 'zombie')).toBe('JOURNAL_FENCED');
    expect(await valuesOf(journal, 'r')).toEqual(['before', 'after']);
    expect(await valuesOf(journal, 's')).toEqual([]);
    await journal.close();
  });

  it('that makes the file at the same time as others opens it as they do', async () => {
    const path = freshPath();
    const peers = Array.from({ length: 4 }, () => new Peer());
    const opened = await Promise.all(peers.map((peer) => peer.open(path)));
    expect(opened).toEqual(['none', 'none', 'none', 'none']);
  });
});

describe('what is known of the process of an owner', () => {
  const known: Readonly<Record<string, { is: string; taken: readonly string[] }>> = {
    'it is this one': { is: 'pid = pid', taken: [] },
    'it is on another host': { is: `host = 'elsewhere', pid = 1, started = ''`, taken: [] },
    'its number is not in use': { is: 'pid = 2147483646', taken: ['r'] },
    'its number was given to another': { is: `started = 'earlier'`, taken: ['r'] },
  };
  it.each(Object.entries(known))('%s', async (_, { is, taken }) => {
    const path = freshPath();
    const journal = sqliteJournal(path);
    await holds(journal, 'r');
    sql(path, `UPDATE owners SET ${is}`);
    const claims = await journal.claim({ owner: 'b', now, limit: 10 });
    expect(claims.map(({ run }) => run.id)).toEqual(taken);
    await journal.close();
  });
});

it('an owner whose name another process bears now is refused', async () => {
  const path = freshPath();
  const journal = sqliteJournal(path);
  const [hold] = await holds(journal, 'r');
  if (hold === undefined) throw new Error('no hold');
  sql(path, `UPDATE owners SET host = 'elsewhere'`);
  expect(() => journal.append(turn(hold, 1))).toThrow(/cannot go on/);
  await expect(journal.renew('a', 1)).rejects.toMatchObject({ code: 'JOURNAL_FENCED' });
  await journal.close();
});

it('closing a journal gives back what was held by way of it', async () => {
  const path = freshPath();
  const [first, second] = [sqliteJournal(path), sqliteJournal(path)];
  await holds(first, 'r');
  await first.close();
  expect(await second.claim({ owner: 'b', now, limit: 10 })).toHaveLength(1);
  await second.close();
});

function endLease(path: string): void {
  sql(path, 'UPDATE owners SET until = 1');
}

function sql(path: string, text: string): void {
  const db = new DatabaseSync(path);
  db.exec(text);
  db.close();
}
