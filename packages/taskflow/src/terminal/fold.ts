import { sumOf, totalOf } from './branch.ts';
import type { Branch, Tally } from './branch.ts';

/** A line of the tree: a node, a group that stands for all in it, or what was left out. */
export type Row =
  | { readonly kind: 'node'; readonly branch: Branch; readonly isFolded: boolean }
  | { readonly kind: 'gap'; readonly depth: number; readonly tally: Tally };

/**
 * The tree in at most `height` rows.
 * Groups fold only when there is no room: first the finished ones, then those to come, and if that
 * is not enough the rows far from what is under way, or has failed, give way to a count.
 */
export function fit(branches: readonly Branch[], height: number): readonly Row[] {
  for (const mayFold of [never, isFinished, isQuiet]) {
    const rows = branches.flatMap((branch) => rowsOf(branch, mayFold));
    if (rows.length <= height) return rows;
  }
  return windowed(
    branches.flatMap((branch) => rowsOf(branch, isQuiet)),
    height,
  );
}

type NodeRow = Extract<Row, { kind: 'node' }>;

function rowsOf(branch: Branch, mayFold: (tally: Tally) => boolean): readonly NodeRow[] {
  const isFolded = branch.branches.length > 0 && mayFold(branch.tally);
  const row: NodeRow = { kind: 'node', branch, isFolded };
  if (isFolded) return [row];
  return [row, ...branch.branches.flatMap((inner) => rowsOf(inner, mayFold))];
}

function never(): boolean {
  return false;
}

function isFinished({ done, reverted, troubled, active, waiting }: Tally): boolean {
  return done + reverted > 0 && troubled + active + waiting === 0;
}

function isQuiet(tally: Tally): boolean {
  return isFinished(tally) || (totalOf(tally) > 0 && tally.waiting === totalOf(tally));
}

/** Keeps what lies within the largest distance of a row that matters for which there is room. */
function windowed(rows: readonly NodeRow[], height: number): readonly Row[] {
  const distances = distancesOf(rows);
  let nearest: readonly Row[] = [];
  for (let reach = 0; reach <= height; reach += 1) {
    const wider = withGaps(rows, (index) => (distances[index] ?? 0) <= reach);
    if (reach > 0 && wider.length > height) break;
    nearest = wider;
  }
  if (nearest.length <= height) return nearest;
  // Even what matters is too much: the last row counts what does not fit.
  const [shown, rest] = [nearest.slice(0, height - 1), nearest.slice(height - 1)];
  return [...shown, { kind: 'gap', depth: 1, tally: sumOf(rest.map(ownTally)) }];
}

function distancesOf(rows: readonly NodeRow[]): readonly number[] {
  const distances = rows.map((row) => (matters(row) ? 0 : Infinity));
  if (!distances.includes(0)) distances[lastBegun(rows)] = 0;
  for (let index = 1; index < rows.length; index += 1) {
    distances[index] = Math.min(distances[index] ?? 0, (distances[index - 1] ?? 0) + 1);
  }
  for (let index = rows.length - 2; index >= 0; index -= 1) {
    distances[index] = Math.min(distances[index] ?? 0, (distances[index + 1] ?? 0) + 1);
  }
  return distances;
}

function matters({ branch, isFolded }: NodeRow): boolean {
  return !isFolded && branch.tally.active + branch.tally.troubled > 0;
}

function lastBegun(rows: readonly NodeRow[]): number {
  const index = rows.findLastIndex(({ branch }) => branch.tally.waiting < totalOf(branch.tally));
  return Math.max(0, index);
}

function withGaps(rows: readonly NodeRow[], isKept: (index: number) => boolean): readonly Row[] {
  const result: Row[] = [];
  let left: NodeRow[] = [];
  const close = () => {
    const [first] = left;
    if (first !== undefined) {
      result.push({ kind: 'gap', depth: first.branch.depth, tally: sumOf(left.map(ownTally)) });
    }
    left = [];
  };
  rows.forEach((row, index) => {
    if (!isKept(index)) {
      left.push(row);
      return;
    }
    close();
    result.push(row);
  });
  close();
  return result;
}

/** The tasks that only this row shows: an open group shows none of its own. */
function ownTally(row: Row): Tally {
  if (row.kind === 'gap') return row.tally;
  return row.branch.branches.length === 0 || row.isFolded ? row.branch.tally : sumOf([]);
}
