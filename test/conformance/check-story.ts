import { RunError } from '@conductor/taskflow';
import type { Conductor, RunHandle } from '@conductor/taskflow';
import { fingerprint, replay, tasksThat } from '@conductor/taskflow/kernel';
import { expect } from 'vitest';
import { flowOf, Process } from './process.ts';
import type { Manner } from './process.ts';
import type { Shelf } from './shelf.ts';
import { stageOf } from './stage.ts';
import { storedFacts } from './stored.ts';
import type { Life, Story } from './story.ts';
import { failureWords } from './words.ts';

/** Lives a story through, and compares what is heard and kept of each life, and how it ends. */
export async function checkStory(row: Story, shelf: Shelf, manner: Manner): Promise<void> {
  const notes: string[] = [];
  const [first, ...others] = row.lives;
  if (row.stored !== undefined) await store(row, row.stored, shelf);
  let process = new Process(row, shelf, manner, first, 0);
  let run = await process.live(first, (conductor) =>
    row.stored === undefined
      ? conductor.submit('f', row.input ?? {}, { id: 'r' })
      : found(conductor),
  );
  for (const life of others) {
    if (life.after === 'death' || life.after === 'reopening') {
      notes.push(...process.stage.notes);
      await process.end();
      const now = process.stage.clock.now() + pastLease;
      process = new Process(row, shelf, manner, life, now);
    }
    run = await process.live(life, (conductor) => goesOn(conductor, life));
  }
  expect([...notes, ...process.stage.notes], 'notes').toEqual(row.notes ?? []);
  await ends(row, run, process);
  await process.end();
}

// Longer than the lease of a conductor that says nothing of it.
const pastLease = 10_000;

/** Writes down what the journal is to have before the first life. */
async function store(row: Story, line: string, shelf: Shelf): Promise<void> {
  const { plan, name, version } = flowOf(row, stageOf('at once'));
  const facts = storedFacts(plan, row.input ?? {}, line);
  const made = { id: 'r', flow: name, version, fingerprint: fingerprint(plan), facts };
  const journal = shelf.open();
  await journal.renew('before', 1);
  const how = {
    onConflict: 'reject',
    owner: 'before',
    status: replay(plan, facts).status,
  } as const;
  await journal.create({ ...made, ...how, at: 0 });
  await journal.resign('before');
  await journal.close();
}

async function goesOn(conductor: Conductor, { after }: Life): Promise<RunHandle> {
  if (after === 'fork') return conductor.fork('r', { from: 1, id: 'r2' });
  const run = conductor.handle('r');
  if (after !== 'death') await run.resume();
  return run;
}

function found(conductor: Conductor): Promise<RunHandle> {
  return Promise.resolve(conductor.handle('r'));
}

async function ends(row: Story, run: RunHandle, { flow, stage }: Process): Promise<void> {
  const ended: unknown = await run.result().catch((error: unknown) => error);
  if (row.outcome === undefined) {
    expect(ended).toEqual(row.results ?? {});
    return;
  }
  if (!(ended instanceof RunError)) throw new Error('no RunError', { cause: ended });
  expect(ended.outcome).toBe(row.outcome);
  expect(ended.reason).toBe('failed');
  expect(ended.failures.map(failureWords)).toEqual(row.failures ?? []);
  const state = replay(flow.plan, await run.history());
  expect(ended.reverted).toEqual(tasksThat(state, 'are reverted'));
  expect(ended.standing).toEqual(tasksThat(state, 'stand'));
  // What an earlier process caught is gone with it; only what it said is kept.
  for (const error of ended.errors) expect([undefined, ...stage.thrown]).toContain(error);
}
