import { startChild } from './child-process.ts';
import type { Disk } from './disk.ts';
import type { MakerName } from './maker-list.ts';

/** What flows take in memory, after garbage collection, and in the file; bytes. */
export interface Footprint {
  readonly heapPerEnded: number;
  readonly bytesPerStep: number;
  readonly heapPerWaiting: number;
  readonly bytesPerWaiting: number;
}

export interface FootprintRow {
  readonly flows: number;
  readonly entries: readonly (Footprint & { readonly maker: MakerName })[];
}

/** Measures so many flows that end, and as many that wait, in a new process for each maker. */
export async function measureFootprint(
  flows: number,
  makers: readonly MakerName[],
  disk: Disk,
): Promise<FootprintRow> {
  const entries = [];
  for (const maker of makers) {
    const words = [maker, disk.file(), String(flows)];
    const child = startChild('footprint-child.ts', words, { flags: ['--expose-gc'] });
    const footprint = await child.message().finally(() => child.kill());
    if (!isFootprint(footprint)) throw new Error(`${maker} gave no footprint`);
    entries.push({ maker, ...footprint });
  }
  return { flows, entries };
}

function isFootprint(message: unknown): message is Footprint {
  return typeof message === 'object' && message !== null && 'heapPerWaiting' in message;
}
