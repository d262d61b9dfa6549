import type { Description } from '../drawing/description.ts';
import { unreachable } from '../kernel/invariant.ts';
import { branchesOf, tallyText } from './branch.ts';
import { fit } from './fold.ts';
import type { Row } from './fold.ts';
import { clip, columnsOf, span } from './line.ts';
import type { Line } from './line.ts';
import { isOver } from './run-view.ts';
import type { RunView } from './run-view.ts';
import { statusLine } from './status-line.ts';
import { named, taskLine } from './task-line.ts';

/** What a picture has room for, and the moment it shows. */
export interface FrameOptions {
  readonly width: number;
  readonly height: number;
  readonly nowMs: number;
}

/**
 * The picture of one run: title, tree, and a line that says how it stands.
 * It depends on nothing but its arguments, and never has more than `height` lines: where a tree
 * has no room it is one line.
 */
export function frame(view: RunView, { width, height, nowMs }: FrameOptions): readonly Line[] {
  const branches = branchesOf(view.flow, view.tasks);
  const status = statusLine(view, branches, nowMs);
  const title: Line = [span(view.flow.name, 'strong'), span(` ${view.id}`, 'faint')];
  if (height < smallestTree) return [clip([...status, span('  '), ...title], width)];

  const rows = fit(branches, height - 2);
  const nameColumns = Math.min(Math.max(...rows.map(columnsOfName)), Math.floor(width / 2));
  const lines = rows.map((row) => rowLine(row, view, nameColumns, nowMs));
  const picture = [title, ...lines].map((line) => clip(line, width));
  // Nothing is drawn over a verdict, so it may take the lines that it needs.
  return [...picture, isOver(view) ? status : clip(status, width)];
}

/** Title, two rows and the status: below this a tree says less than one line. */
const smallestTree = 4;

function rowLine(row: Row, view: RunView, nameColumns: number, nowMs: number): Line {
  switch (row.kind) {
    case 'gap':
      return [span('  '.repeat(row.depth)), span(`⋮ ${tallyText(row.tally)}`, 'faint')];
    case 'node': {
      const { node, depth, tally } = row.branch;
      const place = { depth, nameColumns, nowMs };
      if (node.kind === 'task') return taskLine(node, view.tasks.get(node.path), place);
      const label = labelOf(node);
      if (!row.isFolded) return named(span('▾', 'faint'), span(label), place);
      const words = span(`  ${tallyText(tally)}`, 'faint');
      return [...named(span('▸', 'faint'), span(label, 'faint'), place), words];
    }
    default:
      return unreachable(row);
  }
}

function columnsOfName(row: Row): number {
  if (row.kind === 'gap') return 0;
  return 2 * row.branch.depth + 2 + columnsOf(labelOf(row.branch.node));
}

function labelOf(node: Description): string {
  return node.kind === 'when' ? `${node.condition ?? node.name}?` : node.name;
}
