// Answers "has anything changed since this last succeeded?" by content, never by dates: a fresh
// clone gives every file a new date, and a branch switch gives old content a newer one.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cache, root } from './place.js';

const passedOver = new Set(['node_modules', 'dist', '.git', '.cache']);

/** Every file under a file or folder, sorted; what is built or installed is passed over. */
export function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !passedOver.has(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** One hash over the names and the contents of files, and over anything else that matters. */
export function fingerprint(files, ...facts) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of files) {
    const name = relative(root, file).replaceAll('\\', '/');
    hash.update(`\0${name}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** True when the named work last succeeded with exactly this fingerprint. */
export function isStamped(name, print) {
  try {
    return readFileSync(stampOf(name), 'utf8') === print;
  } catch {
    return false; // No stamp yet: the work was never done, or was cut short.
  }
}

/** Remembers that the named work succeeded; without a fingerprint, forgets it. */
export function stamp(name, print) {
  const file = stampOf(name);
  if (print === undefined) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, print);
}

function stampOf(name) {
  return join(cache, `${name}.stamp`);
}
