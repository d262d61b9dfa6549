import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { expect } from 'vitest';
import type { Campaign } from './campaign.ts';
import { casesOf, locksOf } from './case.ts';
import type { Case } from './case.ts';
import { journalIn, ledgerIn } from './folder.ts';
import { Ledger, readLedger } from './ledger.ts';
import { overlaps } from './overlap.ts';
import { breachesOf } from './verdict.ts';

/**
 * Lets something be waged in a folder of its own, and expects that the journal, the ledger and all
 * that was acknowledged agree; the folder stays when they do not.
 *
 * @param again Says how to do the same once more.
 */
export async function judge(
  seed: number,
  again: string,
  wage: (folder: string) => Promise<Campaign>,
): Promise<{ readonly campaign: Campaign; readonly cases: readonly Case[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-'));
  const where = `see ${folder}; again: ${again}`;
  const campaign = await wage(folder).catch((cause: unknown) => {
    throw new Error(`it did not come to an end: ${where}`, { cause });
  });
  const journal = sqliteJournal(journalIn(folder));
  expect(journal.check(), where).toEqual([]);
  const entries = readLedger(ledgerIn(folder));
  const cases = await casesOf(seed, journal, new Ledger(ledgerIn(folder)), entries, campaign);

  const known = new Set(cases.map(({ record }) => record.id));
  const acknowledged = campaign.said.flatMap((saying) => ('run' in saying ? saying.run : []));
  expect(
    acknowledged.filter((run) => !known.has(run)),
    where,
  ).toEqual([]);
  expect(breachesOf(cases), where).toEqual([]);
  expect(overlaps(locksOf(cases), entries), where).toEqual([]);
  const troubles = campaign.said.filter(({ is }) => is === 'trouble');
  expect(troubles, where).toEqual([]);
  await journal.close();
  rmSync(folder, { recursive: true });
  return { campaign, cases };
}
