import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** Copies a database; the copy has its name only once it is whole and on the disk. */
export function copyTo(db: DatabaseSync, to: string): void {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(part);
    sync(part);
    renameSync(part, to);
  } finally {
    rmSync(part, { force: true });
  }
  // Windows cannot open a folder, and needs no such thing.
  if (process.platform !== 'win32') sync(dirname(to));
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
