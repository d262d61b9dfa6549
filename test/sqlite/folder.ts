import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A path in a new folder, which is gone after the test. */
export function freshPath(name = 'journal.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}
