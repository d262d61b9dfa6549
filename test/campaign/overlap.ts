import type { Entry } from './ledger.ts';

/** Runs that did something while another run had their lock; `lockOf` gives the locks by run. */
export function overlaps(
  lockOf: ReadonlyMap<string, string>,
  entries: readonly Entry[],
): readonly string[] {
  const holders = new Map<string, string>();
  const left = new Set<string>();
  const found = new Set<string>();
  for (const { run, what } of entries) {
    const lock = lockOf.get(run);
    // That something has succeeded is seen a little later, when the next may have begun.
    if (lock === undefined || what === 'succeeded') continue;
    const before = holders.get(lock);
    if (before !== undefined && before !== run) left.add(before);
    // A run that comes back after another had its turn was not over when that one began.
    if (left.has(run)) found.add(run);
    holders.set(lock, run);
  }
  return [...found];
}
