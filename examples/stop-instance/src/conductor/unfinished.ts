import { Value } from 'typebox/value';
import type { Journal, RunRecord } from '@conductor/taskflow';
import type { Database } from '../database/database.ts';
import { InstanceId } from '../instance.ts';

/** A stop that has no end yet. */
export interface UnfinishedStop {
  readonly requestId: string;
  readonly instanceId: string;
  /** How many facts the journal has of it. */
  readonly facts: number;
}

/**
 * The stops that were begun and not ended: runs that are not finished, the oldest first, and then
 * those whose action is still open although their run has failed.
 */
export async function unfinishedStops(db: Database, journal: Journal): Promise<UnfinishedStop[]> {
  const found = new Map<string, UnfinishedStop>();
  for (const { id, facts } of (await unfinishedRuns(journal)).reverse()) {
    const [first] = await journal.load(id);
    if (first?.type !== 'run-started') continue;
    const instanceId = Value.Parse(InstanceId, first.input.instanceId);
    found.set(id, { requestId: id, instanceId, facts });
  }
  for (const { requestId, instanceId } of db.actions.open()) {
    if (found.has(requestId)) continue;
    const run = await journal.find(requestId);
    found.set(requestId, { requestId, instanceId, facts: run?.facts ?? 0 });
  }
  return [...found.values()];
}

async function unfinishedRuns(journal: Journal): Promise<RunRecord[]> {
  const found: RunRecord[] = [];
  const status = ['PENDING', 'RUNNING', 'REVERTING'] as const;
  let after: string | undefined;
  do {
    const page = await journal.list({ status, ...(after !== undefined && { after }) });
    found.push(...page.runs);
    after = page.next;
  } while (after !== undefined);
  return found;
}
