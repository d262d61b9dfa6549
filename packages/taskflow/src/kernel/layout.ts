import type { AtomDraft, Draft, Part } from './draft.ts';
import { mistakes } from './mistake.ts';

/** Where a group begins and where it ends. */
export interface Layout {
  readonly entries: readonly AtomDraft[];
  readonly exits: readonly AtomDraft[];
}

/** One part after the other; parts without atoms are passed over. */
export function layLinear(draft: Draft, parts: readonly Part[], path: string): Layout {
  let entries: readonly AtomDraft[] = [];
  let exits: readonly AtomDraft[] = [];
  for (const part of parts) {
    if (part.entries.length === 0) continue;
    if (entries.length === 0) entries = part.entries;
    else draft.connect(exits, part.entries, path);
    exits = part.exits;
  }
  return { entries, exits };
}

/** All parts at once. */
export function layParallel(parts: readonly Part[]): Layout {
  const entries: AtomDraft[] = [];
  const exits: AtomDraft[] = [];
  for (const part of parts) {
    for (const entry of part.entries) entries.push(entry);
    for (const exit of part.exits) exits.push(exit);
  }
  return { entries, exits };
}

/** Each part after its sources, given as places in the group. */
export function layGraph(
  draft: Draft,
  group: string,
  parts: readonly Part[],
  sources: readonly ReadonlySet<number>[],
  path: string,
): Layout {
  const fed = parts.map(() => 0);
  sources.forEach((before, to) => {
    // A part without atoms cannot end for those before it.
    if (parts[to]?.entries.length === 0) return;
    for (const from of before) fed[from] = (fed[from] ?? 0) + 1;
  });
  findCycle(draft, group, parts, sources);
  // A wide part that feeds several others ends in one atom, so that its exits are not wired to each
  // of them.
  const ends = parts.map((part, index) =>
    part.exits.length > 1 && (fed[index] ?? 0) > 1 ? [draft.gather(part.exits, path)] : part.exits,
  );
  const entries: AtomDraft[] = [];
  const exits: AtomDraft[] = [];
  parts.forEach((part, index) => {
    const before = sources[index] ?? new Set();
    const waiting = [...before].flatMap((from) => ends[from] ?? []);
    if (waiting.length === 0) for (const entry of part.entries) entries.push(entry);
    else draft.connect(waiting, part.entries, path);
    if ((fed[index] ?? 0) === 0) for (const exit of part.exits) exits.push(exit);
  });
  return { entries, exits };
}

/** Takes away what waits for nobody until nothing is left; what is left waits for one another. */
function findCycle(
  draft: Draft,
  group: string,
  parts: readonly Part[],
  sources: readonly ReadonlySet<number>[],
): void {
  const feeds: number[][] = parts.map(() => []);
  sources.forEach((before, to) => {
    for (const from of before) feeds[from]?.push(to);
  });
  const waiting = sources.map((before) => before.size);
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (const from of free) {
    for (const to of feeds[from] ?? []) {
      const left = (waiting[to] ?? 0) - 1;
      waiting[to] = left;
      if (left === 0) free.push(to);
    }
  }
  if (free.length === parts.length) return;
  draft.mistakes.push(mistakes.cycle(group, oneCycle(parts, sources, waiting)));
}

/** Follows sources among the parts that still wait, until one comes again. */
function oneCycle(
  parts: readonly Part[],
  sources: readonly ReadonlySet<number>[],
  waiting: readonly number[],
): string[] {
  const walk: number[] = [];
  let at = waiting.findIndex((count) => count > 0);
  while (!walk.includes(at)) {
    walk.push(at);
    at = [...(sources[at] ?? [])].find((from) => (waiting[from] ?? 0) > 0) ?? at;
  }
  const loop = [...walk.slice(walk.indexOf(at)), at].reverse();
  return loop.map((index) => parts[index]?.name ?? '');
}
