import type { Failure } from '../kernel/failure.ts';
import { unreachable } from '../kernel/invariant.ts';
import { ticking } from './elapsed.ts';
import { span } from './line.ts';
import type { Line } from './line.ts';
import type { TaskView } from './run-view.ts';

/** What there is to say of a task beyond its sign: progress, pauses, and what went wrong. */
export function taskWords(view: TaskView, nowMs: number): Line {
  const { status, attempts, failure, revertFailure } = view;
  switch (status) {
    case 'running':
      return underWay(view, nowMs);
    case 'reverting':
      return [span('reverting', 'back'), span('  '), ...underWay(view, nowMs)];
    case 'succeeded':
      return attempts > 1 ? [span(`${attempts} attempts`, 'faint')] : [];
    case 'failed':
      return [wrong(failure), span(attempts > 1 ? `  after ${attempts} attempts` : '', 'faint')];
    case 'refused':
      return [span('refused: ', 'bad'), wrong(failure)];
    case 'tolerated':
      return [span('went on without it: ', 'warn'), span(failureText(failure), 'warn')];
    case 'skipped':
      return [span('skipped', 'faint')];
    case 'reverted':
      return [
        span(revertedWord(view), 'faint'),
        ...(failure === undefined ? [] : [span('  '), wrong(failure)]),
      ];
    case 'lost':
      return [span('lost with its process', 'warn')];
    case 'revert-failed':
      return [span('cannot be reverted: ', 'bad'), wrong(revertFailure)];
    default:
      return unreachable(status);
  }
}

/** Tells whether a task waits for its next attempt. */
export function isPausing({ pause }: TaskView, nowMs: number): boolean {
  return pause !== undefined && nowMs < pause.untilMs;
}

/** Says of a reverted task whether its revert was called: only then has it a start. */
export function revertedWord({ startedAtMs }: TaskView): string {
  return startedAtMs === undefined ? 'nothing to undo' : 'reverted';
}

/** A failure in one line: its code, when it has one, and its message. */
export function failureText(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  return failure.code === undefined ? failure.message : `${failure.code}: ${failure.message}`;
}

function underWay(view: TaskView, nowMs: number): Line {
  const { pause, attempts, progress } = view;
  if (pause !== undefined && isPausing(view, nowMs)) {
    const next = `attempt ${attempts} in ${ticking(pause.untilMs - nowMs)}`;
    return [span(next, 'warn'), span(`  ${failureText(pause.failure)}`, 'faint')];
  }
  return [
    ...(progress === undefined ? [] : bar(progress)),
    span(attempts > 1 ? `attempt ${attempts}` : '', 'faint'),
  ];
}

function bar({ fraction, note }: NonNullable<TaskView['progress']>): Line {
  const share = Math.min(1, Math.max(0, fraction));
  const full = Math.floor(share * barColumns);
  return [
    span('━'.repeat(full), 'busy'),
    span('─'.repeat(barColumns - full), 'faint'),
    span(` ${Math.floor(share * 100)}%  `),
    ...(note === undefined ? [] : [span(`${note}  `, 'faint')]),
  ];
}

const barColumns = 12;

function wrong(failure: Failure | undefined) {
  return span(failureText(failure), 'bad');
}
