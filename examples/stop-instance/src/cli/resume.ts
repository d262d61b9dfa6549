import { unfinishedStops, type UnfinishedStop } from '../conductor/unfinished.ts';
import { fatesOf } from './fate.ts';
import type { Output } from './output.ts';
import { endOf, holdings, openStage, type Account, type Holdings, type Stage } from './stage.ts';

/**
 * Goes on with every stop that has no end yet, and accounts for each. To go on is all that opening
 * a conductor takes; the rest is there to watch it. Answers with nothing when there was nothing.
 */
export async function resumeAll(stage: Stage, output: Output): Promise<Account[]> {
  const found = await findUnfinished(stage);
  if (found.length === 0) return [];
  for (const { name } of found) output.announce(name, 'its stop has no end yet');
  const cloud = await openStage(stage, stage);
  try {
    const accounts: Account[] = [];
    for (const { name, before, requestId, instanceId, facts } of found) {
      const ending = await cloud.ended(requestId);
      const after = holdings(stage.db, instanceId, requestId);
      const steps = fatesOf(await cloud.history(requestId), facts);
      const account = { name, ...endOf(ending, after.action), before, after, steps };
      output.conclude(account);
      accounts.push(account);
    }
    return accounts;
  } finally {
    await cloud.close();
  }
}

interface Found extends UnfinishedStop {
  readonly name: string;
  /** What the database held when the process had died. */
  readonly before: Holdings;
}

async function findUnfinished({ db, openJournal }: Stage): Promise<Found[]> {
  const journal = openJournal();
  try {
    const stops = await unfinishedStops(db, journal);
    return stops.map((stop) => {
      const before = holdings(db, stop.instanceId, stop.requestId);
      return { ...stop, before, name: before.instance?.name ?? stop.instanceId };
    });
  } finally {
    await journal.close();
  }
}
