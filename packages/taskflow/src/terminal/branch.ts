import type { Description, GroupDescription, TaskDescription } from '../drawing/description.ts';
import { unreachable } from '../kernel/invariant.ts';
import type { TaskView } from './run-view.ts';

/** A node of the flow with everything under it, and how its tasks fare. */
export interface Branch {
  readonly node: TaskDescription | GroupDescription;
  readonly depth: number;
  readonly tally: Tally;
  readonly branches: readonly Branch[];
}

/** How many tasks stand where; each task counts once. */
export interface Tally {
  readonly done: number;
  readonly reverted: number;
  /** Failed in any way, even when it was tolerated, or reverted afterwards. */
  readonly troubled: number;
  readonly active: number;
  readonly waiting: number;
}

/**
 * The nodes of a flow as a tree of branches, without the root, which is the title.
 * A single group right under the root is left out too: it would only push everything to the right.
 */
export function branchesOf(
  root: Description,
  tasks: ReadonlyMap<string, TaskView>,
): readonly Branch[] {
  if (root.kind === 'task') return [branchOf(root, 1, tasks)];
  const [only, ...others] = root.nodes;
  const nodes = others.length === 0 && only?.kind === 'linear' ? only.nodes : root.nodes;
  return nodes.map((node) => branchOf(node, 1, tasks));
}

/** The sum of some tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({
      done: a.done + b.done,
      reverted: a.reverted + b.reverted,
      troubled: a.troubled + b.troubled,
      active: a.active + b.active,
      waiting: a.waiting + b.waiting,
    }),
    zero,
  );
}

/** All tasks that a tally counts. */
export function totalOf({ done, reverted, troubled, active, waiting }: Tally): number {
  return done + reverted + troubled + active + waiting;
}

/** A tally in words: `12 done, 3 to come`. */
export function tallyText({ done, reverted, troubled, active, waiting }: Tally): string {
  const parts = [
    [done, 'done'],
    [reverted, 'reverted'],
    [troubled, 'failed'],
    [active, 'under way'],
    [waiting, 'to come'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

const zero: Tally = { done: 0, reverted: 0, troubled: 0, active: 0, waiting: 0 };

function branchOf(node: Description, depth: number, tasks: ReadonlyMap<string, TaskView>): Branch {
  if (node.kind === 'task') {
    const tally = { ...zero, [placeOf(tasks.get(node.path))]: 1 };
    return { node, depth, tally, branches: [] };
  }
  const branches = node.nodes.map((inner) => branchOf(inner, depth + 1, tasks));
  return { node, depth, tally: sumOf(branches.map((branch) => branch.tally)), branches };
}

function placeOf(task: TaskView | undefined): keyof Tally {
  if (task === undefined) return 'waiting';
  switch (task.status) {
    case 'running':
    case 'reverting':
      return 'active';
    case 'succeeded':
    case 'skipped':
      return 'done';
    case 'reverted':
      return task.failure === undefined ? 'reverted' : 'troubled';
    case 'failed':
    case 'tolerated':
    case 'refused':
    case 'revert-failed':
    case 'lost':
      return 'troubled';
    default:
      return unreachable(task.status);
  }
}
