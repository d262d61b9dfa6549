import type { Description } from '../drawing/description.ts';
import { unreachable } from '../kernel/invariant.ts';
import type { RunEventMap } from '../listeners/events.ts';
import { elapsed } from './elapsed.ts';
import { clean, columnsOf } from './line.ts';
import type { Happening, RunView, TaskView } from './run-view.ts';
import { reasonText } from './status-line.ts';
import { failureText, revertedWord } from './task-words.ts';

/** How plain lines are written. */
export interface PlainOptions {
  /** Columns of the longest name, from {@link plainColumns}. */
  readonly nameColumns: number;
  /** Whether the end of a task or run says how long it took. */
  readonly timings: boolean;
}

/**
 * One event as one line of text: who, and what.
 * Without timings the same events give the same line on every machine.
 *
 * @param view the run after the event.
 */
export function plainLine(view: RunView, happening: Happening, options: PlainOptions): string {
  const name = clean(happening.name === 'run' ? view.flow.name : happening.event.name);
  const blank = ' '.repeat(Math.max(0, options.nameColumns - columnsOf(name)));
  const time = options.timings ? timeText(view, happening) : '';
  return `${name}${blank}  ${clean(wordsOf(view, happening))}${time}`;
}

/** Columns that the longest name of a flow takes. */
export function plainColumns(node: Description): number {
  const inner = node.kind === 'task' ? [] : node.nodes.map(plainColumns);
  // Of the groups only the outermost is ever named.
  return Math.max(
    ...inner,
    node.kind === 'task' || node.kind === 'flow' ? columnsOf(node.name) : 0,
  );
}

function wordsOf(view: RunView, happening: Happening): string {
  switch (happening.name) {
    case 'run':
      return runWords(view);
    case 'task':
      return taskWords(view.tasks.get(happening.event.task), happening.event);
    case 'attempt': {
      const { direction, attempt, failure, delayMs } = happening.event;
      const what = direction === 'revert' ? 'revert attempt' : 'attempt';
      return `${what} ${attempt} failed: ${failureText(failure)}; next in ${elapsed(delayMs)}`;
    }
    case 'progress': {
      const { fraction, note } = happening.event;
      const percent = `progress ${Math.floor(fraction * 100)}%`;
      return note === undefined ? percent : `${percent}: ${note}`;
    }
    default:
      return unreachable(happening);
  }
}

function runWords(view: RunView): string {
  const reason = reasonText(view);
  return reason === '' ? view.state : `${view.state}: ${reason}`;
}

function taskWords(view: TaskView | undefined, { state, failure }: RunEventMap['task']): string {
  if (view !== undefined && state === 'reverted') return revertedWord(view);
  return failure === undefined ? state : `${state}: ${failureText(failure)}`;
}

/** Says nothing about what has only begun, or took no time to speak of. */
function timeText(view: RunView, happening: Happening): string {
  switch (happening.name) {
    case 'run': {
      const isOver = view.state !== 'RUNNING' && view.state !== 'REVERTING';
      return isOver ? ` (${elapsed(view.atMs - (view.startedAtMs ?? view.atMs))})` : '';
    }
    case 'task': {
      const { startedAtMs, endedAtMs } = view.tasks.get(happening.event.task) ?? {};
      const isTimed = startedAtMs !== undefined && endedAtMs !== undefined;
      return isTimed ? ` (${elapsed(endedAtMs - startedAtMs)})` : '';
    }
    case 'attempt':
    case 'progress':
      return '';
    default:
      return unreachable(happening);
  }
}
