import { unreachable } from '../kernel/invariant.ts';
import { sumOf, totalOf } from './branch.ts';
import type { Branch, Tally } from './branch.ts';
import { elapsed, ticking } from './elapsed.ts';
import { span } from './line.ts';
import type { Line } from './line.ts';
import type { RunView } from './run-view.ts';
import { spinner } from './task-line.ts';
import { failureText } from './task-words.ts';

/** How a run stands, and once it has ended the verdict. */
export function statusLine(view: RunView, branches: readonly Branch[], nowMs: number): Line {
  const tally = sumOf(branches.map((branch) => branch.tally));
  const sinceMs = view.startedAtMs ?? nowMs;
  const passing = span(` ${ticking(nowMs - sinceMs)}  `, 'faint');
  const total = span(` in ${elapsed(view.atMs - sinceMs)}  `, 'faint');
  switch (view.state) {
    case 'RUNNING':
      return [span(`${spinner(nowMs)} running`, 'busy'), passing, span(runningText(tally))];
    case 'REVERTING':
      return [span(`${spinner(nowMs)} reverting`, 'back'), passing, span(reasonText(view))];
    case 'SUCCESS':
      return [span('✔ SUCCESS', 'good'), total, span(tasksText(totalOf(tally)))];
    case 'SUSPENDED':
      return [span('‖ SUSPENDED', 'warn'), total, span(runningText(tally))];
    case 'REVERTED':
      return [span('↶ REVERTED', 'back'), total, span(reasonText(view))];
    case 'FAILURE':
      return [span('✖ FAILURE', 'bad'), total, span(reasonText(view))];
    default:
      return unreachable(view.state);
  }
}

/** What brought a run down, and what weighs more: what of it could not be reverted. */
export function reasonText(view: RunView): string {
  for (const [path, { revertFailure }] of view.tasks) {
    if (revertFailure !== undefined) {
      return `${nameIn(path)} cannot be reverted: ${failureText(revertFailure)}`;
    }
  }
  const [first, ...others] = view.failures;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  if (first.kind === 'cancelled') return `cancelled: ${failureText(first)}${more}`;
  return `${nameIn(first.task)} failed: ${failureText(first)}${more}`;
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function runningText(tally: Tally): string {
  const total = totalOf(tally);
  return `${total - tally.waiting - tally.active} of ${tasksText(total)}`;
}

function tasksText(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}
