// Goal: processes that share a file do not do the same thing twice, nor two things at a time that
// have one lock.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from './actor.ts';
import { Company, hear } from './company.ts';
import { overlaps } from './overlap.ts';

let company: Company;
beforeEach(() => void (company = new Company()));
afterEach(() => company.disband());

describe('two processes', () => {
  it('that submit the same runs at once have each run once', async () => {
    company.openGate();
    const ids = idsOf('same', 30);
    const players = await tellTwo(() => `submit relay ${ids.join(' ')}`);
    for (const id of ids) {
      for (const player of players) {
        await hear(player, (saying) => saying.is === 'submitted' && saying.run === id);
      }
      await Promise.race(players.map((player) => hearEnd(player, id)));
    }
    await company.close();

    expect(await statuses()).toEqual(Object.fromEntries(ids.map((id) => [id, 'SUCCESS'])));
    const starts = company.entries.filter(({ what }) => what === 'start');
    const calls = starts.map(({ run, task }) => `${run} ${task}`).sort();
    const once = ids.flatMap((id) =>
      ['first', 'last', 'stop', 'wait'].map((task) => `${id} ${task}`),
    );
    expect(calls).toEqual(once.sort());
  });

  it('that want one lock have it in turn, when they ask again and again', async () => {
    const wanted = [idsOf('here', 15), idsOf('there', 15)];
    const players = await tellTwo((nth) => `compete solo ${(wanted[nth] ?? []).join(' ')}`);
    for (const [nth, player] of players.entries()) {
      for (const id of wanted[nth] ?? []) await hearEnd(player, id);
    }
    await company.close();
    await expectTurns(wanted.flat());
    // Each has performed its own.
    expect(new Set(company.entries.map(({ pid }) => pid)).size).toBe(2);
  });

  it('that want one lock have it in turn, when they queue', async () => {
    const wanted = [idsOf('here', 15), idsOf('there', 15)];
    const players = await tellTwo((nth) => `submit solo ${(wanted[nth] ?? []).join(' ')}`);
    for (const id of wanted.flat()) {
      await Promise.race(players.map((player) => hearEnd(player, id)));
    }
    await company.close();
    await expectTurns(wanted.flat());
  });
});

async function tellTwo(order: (nth: number) => string): Promise<readonly Actor[]> {
  const players = await Promise.all([0, 1].map(() => company.enter('plain', 60_000)));
  for (const [nth, player] of players.entries()) player.tell(order(nth));
  return players;
}

function hearEnd(player: Actor, run: string): Promise<void> {
  return hear(
    player,
    (saying) => saying.is === 'run' && saying.run === run && saying.state === 'SUCCESS',
  );
}

async function expectTurns(ids: readonly string[]): Promise<void> {
  expect(await statuses()).toEqual(Object.fromEntries(ids.map((id) => [id, 'SUCCESS'])));
  const starts = company.entries.filter(({ what }) => what === 'start');
  expect(starts.length).toBe(ids.length * 2);
  expect(overlaps(new Map(ids.map((id) => [id, 'stage'])), company.entries)).toEqual([]);
}

async function statuses(): Promise<Record<string, string>> {
  const { runs } = await company.journal.list({});
  return Object.fromEntries(runs.map(({ id, status }) => [id, status]));
}

function idsOf(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `${word}-${nth}`);
}
