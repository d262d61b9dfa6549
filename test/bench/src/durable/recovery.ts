import { median } from '../median.ts';
import { startChild } from './child-process.ts';
import type { Disk } from './disk.ts';
import type { MakerName } from './maker-list.ts';
import { HELD, STEPS } from './steps.ts';

/** What a process of this case says. */
export type Word =
  { readonly is: 'held' } | { readonly is: 'finished'; readonly executed: number };

/** What becomes of flows whose process is killed. */
export interface Recovery {
  readonly flows: number;
  readonly entries: readonly RecoveryEntry[];
}

/** Medians over the rounds; × the reference (the first entry) within one round. */
export interface RecoveryEntry {
  readonly maker: MakerName;
  /** From the start of the new process until the last flow has ended. */
  readonly wallMs: number;
  readonly perGroup: number;
  readonly rounds: number;
}

/**
 * A process starts the flows, all are held in the same step, and the process is killed. Then a new
 * process is started and the time taken until all flows have ended; the makers take turns.
 *
 * @throws {Error} when a flow got lost, or when a step whose result was kept is executed again.
 */
export async function measureRecovery(
  flows: number,
  makers: readonly MakerName[],
  { rounds, disk }: { rounds: number; disk: Disk },
): Promise<Recovery> {
  const walls = makers.map((maker) => ({ maker, wallMs: new Array<number>() }));
  for (let round = 0; round < rounds; round++) {
    for (const { maker, wallMs } of walls) wallMs.push(await killAndFinish(maker, flows, disk));
  }
  const reference = walls[0]?.wallMs ?? [];
  const entries = walls.map(({ maker, wallMs }) => ({
    maker,
    wallMs: median(wallMs),
    perGroup: median(wallMs.map((value, round) => value / (reference[round] ?? NaN))),
    rounds: wallMs.length,
  }));
  return { flows, entries };
}

async function killAndFinish(maker: MakerName, flows: number, disk: Disk): Promise<number> {
  const path = disk.file();
  const first = startChild('recovery-child.ts', [maker, path, 'start', String(flows)]);
  await first.message().finally(first.kill);
  const startMs = performance.now();
  const second = startChild('recovery-child.ts', [maker, path, 'finish', String(flows)]);
  const word = await second.message();
  const wallMs = performance.now() - startMs;
  await second.kill();
  const owed = flows * (STEPS - HELD);
  if (!isWord(word) || word.is !== 'finished') throw new Error(`${maker} did not finish`);
  if (word.executed !== owed) {
    throw new Error(`${maker} executed ${word.executed} steps after the crash, not ${owed}`);
  }
  return wallMs;
}

function isWord(message: unknown): message is Word {
  return typeof message === 'object' && message !== null && 'is' in message;
}
