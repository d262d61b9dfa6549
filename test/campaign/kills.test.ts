// Goal: whatever process is killed whenever, every run ends as if nobody had been killed.
// Method: real processes on one SQLite file, alone or two at a time, each killed with SIGKILL after
// a number of lines or of milliseconds that follows from the seed. Their tasks write to a ledger
// outside; in the end the journal, the ledger and all that was acknowledged have to agree.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { expect, it } from 'vitest';
import { wage } from './campaign.ts';
import { casesOf } from './case.ts';
import { journalIn, ledgerIn } from './folder.ts';
import { overlaps } from './laws.ts';
import { Ledger, readLedger } from './ledger.ts';
import { breachesOf, eventsOf } from './verdict.ts';

// `TASKFLOW_KILLS` raises the number of kills, and `TASKFLOW_SEED` repeats a campaign.
const kills = Number(process.env['TASKFLOW_KILLS'] ?? 200);
const seed = Number(process.env['TASKFLOW_SEED'] ?? Date.now() % 1_000_000);
const command = `TASKFLOW_SEED=${seed} TASKFLOW_KILLS=${kills} npm test -- --only tests kills`;

it(`every run survives ${kills} kills (${command})`, { timeout: kills * 10_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  const campaign = await wage(seed, folder, kills);
  const journal = sqliteJournal(journalIn(folder));
  expect(journal.check()).toEqual([]);
  const entries = readLedger(ledgerIn(folder));
  const cases = await casesOf(seed, journal, new Ledger(ledgerIn(folder)), entries, campaign);
  const where = `kept in ${folder}; again with: ${command}`;

  const known = new Set(cases.map(({ record }) => record.id));
  const acknowledged = campaign.said.flatMap((saying) => ('run' in saying ? saying.run : []));
  expect(
    acknowledged.filter((run) => !known.has(run)),
    where,
  ).toEqual([]);
  expect(breachesOf(cases), where).toEqual([]);
  expect(overlaps(cases, entries), where).toEqual([]);
  expect(
    campaign.said.filter(({ is }) => is === 'trouble'),
    where,
  ).toEqual([]);

  // It was a campaign, and no parade.
  expect(campaign.strikes, where).toBeGreaterThan(kills / 2);
  expect(
    hardships.filter((event) => !eventsOf(cases).has(event)),
    where,
  ).toEqual([]);
  await journal.close();
  rmSync(folder, { recursive: true });
});

const hardships = [
  ...['SUCCESS', 'REVERTED', 'FAILURE', 'resumed', 'resumed on its way back'],
  ...['execute tried again', 'revert tried again', 'run-cancelled', 'run-suspended'],
  ...['value-recorded', 'choice-made', 'signal-received', 'revert-failed'],
  ...['a task in three lives', 'an effect that was had twice'],
];
