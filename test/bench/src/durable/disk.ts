import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../median.ts';

/** A folder of our own on the disk that is measured. */
export interface Disk {
  readonly folder: string;
  readonly fileSystem: string;
  /** What it takes to get one page of 4 KiB onto it: no commit can be faster. */
  readonly syncUs: number;
  /** The path of a file that was not there before. */
  file(): string;
  remove(): void;
}

/** Makes a folder under `parent`; a string says why nothing can be measured there. */
export function makeDisk(parent = tmpdir()): Disk | string {
  if (!existsSync(parent)) return `there is no folder ${parent}`;
  const type = statfsSync(parent).type;
  const fileSystem = fileSystems.get(type) ?? `file system 0x${type.toString(16)}`;
  if (inMemory.has(fileSystem)) {
    return `${parent} is in memory (${fileSystem}): name a folder on a disk with --folder`;
  }
  const folder = mkdtempSync(join(parent, 'durable-bench-'));
  let files = 0;
  return {
    folder,
    fileSystem,
    syncUs: syncUs(join(folder, 'page')),
    file: () => join(folder, `${files++}.db`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The numbers by which Linux knows what it has mounted. */
const fileSystems = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x2fc12fc1, 'zfs'],
  [0x794c7630, 'overlayfs'],
  [0x6969, 'nfs'],
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

const inMemory = new Set(['tmpfs', 'ramfs']);

const SYNCS = 101;

function syncUs(path: string): number {
  const page = Buffer.alloc(4_096, 1);
  const file = openSync(path, 'w');
  const costs = Array.from({ length: SYNCS }, () => {
    const startMs = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return (performance.now() - startMs) * 1_000;
  });
  closeSync(file);
  return median(costs);
}
