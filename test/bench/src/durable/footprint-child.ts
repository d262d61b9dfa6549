// One process of the footprint case; it needs --expose-gc. It lets flows run to their end on one
// file and leaves flows waiting in another; each time it says what that took in memory and on disk.
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { Footprint } from './footprint.ts';
import { namedMaker } from './maker-list.ts';
import { checkResults, countingSteps, holdingSteps, STEPS } from './steps.ts';

const [name, path = '', flowsWord] = process.argv.slice(2);
const flows = Number(flowsWord);
const maker = await namedMaker(name);

/** So many flows are handed over at the same time; so many warm up before anything is measured. */
const AT_ONCE = 1_000;

const ended = await runFlows(`${path}-ended`);
const waiting = await leaveFlows(`${path}-waiting`);
const footprint: Footprint = {
  heapPerEnded: ended.heap / flows,
  bytesPerStep: ended.bytes / (flows * STEPS),
  heapPerWaiting: waiting.heap / flows,
  bytesPerWaiting: waiting.bytes / flows,
};
process.send?.(footprint, () => process.exit());

async function runFlows(file: string): Promise<Taken> {
  const engine = await maker.open(file, countingSteps(), AT_ONCE);
  const run = async (many: number) => checkResults(await engine.run(many), many);
  await run(AT_ONCE);
  const taken = await growth(file, run);
  await engine.close();
  return taken;
}

/** One flow is under way and never ends; all others wait for their turn. */
async function leaveFlows(file: string): Promise<Taken> {
  const engine = await maker.open(
    file,
    holdingSteps(0, () => {}),
    1,
  );
  await engine.enqueue(AT_ONCE);
  return growth(file, (many) => engine.enqueue(many));
}

interface Taken {
  readonly heap: number;
  readonly bytes: number;
}

/** Hands over all flows, and compares what is in use with what was before. */
async function growth(file: string, some: (many: number) => Promise<void>): Promise<Taken> {
  const before = { heap: await heapUsed(), bytes: fileSize(file) };
  for (let left = flows; left > 0; left -= AT_ONCE) await some(Math.min(left, AT_ONCE));
  return { heap: (await heapUsed()) - before.heap, bytes: fileSize(file) - before.bytes };
}

async function heapUsed(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
  // What is let go of in the turn after the last result, or by a finalizer, is not in use either.
  for (let time = 0; time < 3; time++) {
    await turn();
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

/** The size of the file when all that is committed is in it. */
function fileSize(file: string): number {
  const db = new DatabaseSync(file);
  const state = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  db.close();
  if (state?.['busy'] !== 0) throw new Error('somebody reads the file: it cannot be measured');
  return statSync(file).size;
}
