import { median } from '../median.ts';
import { startChild } from './child-process.ts';
import type { Disk } from './disk.ts';
import type { MakerName } from './maker-list.ts';
import { HELD, STEPS } from './steps.ts';

/** What a process of this case says. */
export type Word =
  | { readonly is: 'held' }
  | { readonly is: 'loaded' }
  | { readonly is: 'finished'; readonly executed: number };

/** What becomes of flows whose process is killed. */
export interface Recovery {
  readonly flows: number;
  readonly entries: readonly RecoveryEntry[];
}

/** Medians over the rounds; a ratio is to the first entry within one round. */
export interface RecoveryEntry {
  readonly maker: MakerName;
  /** From the start of the new process until the last flow has ended. */
  readonly wallMs: number;
  readonly perGroup: number;
  /** The same from the moment when its code is loaded. */
  readonly loadedMs: number;
  readonly loadedPerGroup: number;
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
  const taken = makers.map((maker) => ({ maker, times: new Array<Times>() }));
  for (let round = 0; round < rounds; round++) {
    for (const { maker, times } of taken) times.push(await killAndFinish(maker, flows, disk));
  }
  const reference = taken[0]?.times ?? [];
  const entries = taken.map(({ maker, times }) => {
    const ratio = (of: (time: Times) => number) =>
      median(reference.flatMap((base, round) => (times[round] ? of(times[round]) / of(base) : [])));
    return {
      maker,
      wallMs: median(times.map(({ wallMs }) => wallMs)),
      perGroup: ratio(({ wallMs }) => wallMs),
      loadedMs: median(times.map(({ loadedMs }) => loadedMs)),
      loadedPerGroup: ratio(({ loadedMs }) => loadedMs),
      rounds: times.length,
    };
  });
  return { flows, entries };
}

interface Times {
  readonly wallMs: number;
  readonly loadedMs: number;
}

async function killAndFinish(maker: MakerName, flows: number, disk: Disk): Promise<Times> {
  const path = disk.file();
  // Node strips the types of these files when it loads them. That is no part of a recovery, so the
  // second process finds what the first has stripped.
  const options = { env: { NODE_COMPILE_CACHE: `${disk.folder}/code` } };
  const first = startChild('recovery-child.ts', [maker, path, 'start', String(flows)], options);
  await first.message().finally(() => first.kill());
  const startMs = performance.now();
  const second = startChild('recovery-child.ts', [maker, path, 'finish', String(flows)], options);
  try {
    await second.message();
    const loadedMs = performance.now();
    const word = await second.message();
    const endMs = performance.now();
    checkFinished(word, flows);
    return { wallMs: endMs - startMs, loadedMs: endMs - loadedMs };
  } finally {
    await second.kill();
  }
}

/** The step that was held is executed again, and what follows; the steps before it are not. */
function checkFinished(word: unknown, flows: number): void {
  if (!isWord(word) || word.is !== 'finished') throw new Error('the second process did not finish');
  const owed = flows * (STEPS - HELD);
  if (word.executed !== owed) {
    throw new Error(`${word.executed} steps were executed after the kill, not ${owed}`);
  }
}

function isWord(message: unknown): message is Word {
  return typeof message === 'object' && message !== null && 'is' in message;
}
