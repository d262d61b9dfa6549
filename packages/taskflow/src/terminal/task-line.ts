import type { TaskDescription } from '../drawing/description.ts';
import type { TaskState } from '../listeners/events.ts';
import { elapsed, ticking } from './elapsed.ts';
import { columnsOf, span } from './line.ts';
import type { Line, Span, Tone } from './line.ts';
import type { TaskView } from './run-view.ts';
import { isPausing, taskWords } from './task-words.ts';

/** Where a line of the tree stands, and when. */
export interface Place {
  readonly depth: number;
  /** Columns of indent, sign and name together, so that the times stand under one another. */
  readonly nameColumns: number;
  readonly nowMs: number;
}

/** One task: sign, name, time, and what there is to say. */
export function taskLine(task: TaskDescription, view: TaskView | undefined, place: Place): Line {
  if (view === undefined) return named(span('·', 'faint'), span(task.name, 'faint'), place);
  const isPast = view.status === 'skipped' || view.status === 'reverted';
  return [
    ...named(signOf(view, place.nowMs), span(task.name, isPast ? 'faint' : 'plain'), place),
    { text: `  ${timeOf(view, place.nowMs).padStart(7)}  `, tone: 'faint' },
    ...taskWords(view, place.nowMs),
  ];
}

/** Indent, sign and name, filled up to the column of the times. */
export function named(sign: Span, name: Span, { depth, nameColumns }: Place): Line {
  const indent = '  '.repeat(depth);
  const room = nameColumns - columnsOf(`${indent}${sign.text} ${name.text}`);
  const blank = (text: string): Span => ({ text, tone: 'plain' });
  return [blank(indent), sign, blank(' '), name, blank(' '.repeat(Math.max(0, room)))];
}

/** The sign of something under way; it turns with the time, not with the number of redraws. */
export function spinner(nowMs: number): string {
  return spinning.charAt(Math.floor(nowMs / 100) % spinning.length);
}

const spinning = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

function signOf(view: TaskView, nowMs: number): Span {
  if (isPausing(view, nowMs)) return { text: '↻', tone: 'warn' };
  const [sign, tone] = signs[view.status];
  return { text: sign ?? spinner(nowMs), tone };
}

const signs: Readonly<Record<TaskState, readonly [sign: string | undefined, tone: Tone]>> = {
  running: [undefined, 'busy'],
  succeeded: ['✔', 'good'],
  failed: ['✖', 'bad'],
  tolerated: ['!', 'warn'],
  refused: ['✖', 'bad'],
  skipped: ['-', 'faint'],
  reverting: [undefined, 'back'],
  reverted: ['↶', 'back'],
  'revert-failed': ['✖', 'bad'],
  lost: ['?', 'warn'],
};

function timeOf({ startedAtMs, endedAtMs }: TaskView, nowMs: number): string {
  if (startedAtMs === undefined) return '';
  return endedAtMs === undefined ? ticking(nowMs - startedAtMs) : elapsed(endedAtMs - startedAtMs);
}
