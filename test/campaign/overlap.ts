import type { Entry } from './ledger.ts';

/** Runs that did something while another run had their lock; `lockOf` gives the locks by run. */
export function overlaps(
  lockOf: ReadonlyMap<string, string>,
  entries: readonly Entry[],
): readonly string[] {
  const holders = new Map<string, string>();
  const left = new Set<string>();
  const found = new Set<string>();
  for (const { run } of entries) {
    const lock = lockOf.get(run);
    if (lock === undefined) continue;
    const before = holders.get(lock);
    if (before !== undefined && before !== run) left.add(before);
    // A run that comes back after another had its turn was not over when that one began.
    if (left.has(run)) found.add(run);
    holders.set(lock, run);
  }
  return [...found];
}
