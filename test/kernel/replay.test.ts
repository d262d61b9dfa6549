import {
  decide,
  InvariantError,
  replay,
  statusesOf,
  statusOf,
  tasksThat,
  trace,
} from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';

import { choice, flow, group, planOf, task } from './blueprint.ts';
import { say } from './log.ts';

const look = task('look', { revert: 'nothing', provides: ['seen'] });
const wide = group('parallel', 'wide', task('a'), task('b'));
const stations = flow(
  'f',
  group(
    'linear',
    'l',
    look,
    choice('c', task('in')),
    wide,
    group('parallel', 'p', task('x'), task('y')),
  ),
);
const plan = planOf(stations);

/** Everything up to the last two tasks. */
const ahead: readonly Fact[] = [
  say.runStarted(),
  say.started('f/l/look'),
  say.succeeded('f/l/look', { seen: 1 }),
  say.chosen('f/l/c', -1),
  say.started('f/l/wide/b'),
  say.started('f/l/wide/a'),
  say.succeeded('f/l/wide/a'),
  say.succeeded('f/l/wide/b'),
];
const fallen: readonly Fact[] = [...ahead, say.started('f/l/p/x'), say.failed('f/l/p/x')];
const undoX = [say.revertStarted('f/l/p/x'), say.revertSucceeded('f/l/p/x')];

describe('replay', () => {
  it('takes facts from anything that gives them one by one', () => {
    function* facts(): Generator<Fact> {
      yield* ahead;
    }
    expect(replay(plan, facts())).toEqual(replay(plan, ahead));
  });

  it('says the status of every task and choice in the order of writing, and of no join', () => {
    expect(Object.fromEntries(statusesOf(replay(plan, fallen)))).toEqual({
      'f/l/look': 'succeeded',
      'f/l/c': 'passed',
      'f/l/c/in': 'skipped',
      'f/l/wide/a': 'succeeded',
      'f/l/wide/b': 'succeeded',
      'f/l/p/x': 'failed',
      'f/l/p/y': 'pending',
    });
    expect(plan.atoms.map(({ kind }) => kind)).toContain('join');
  });

  it('of no facts gives a run that asks for nothing', () => {
    const state = replay(plan, []);
    expect([state.status, decide(state)]).toEqual(['PENDING', []]);
  });

  it('takes no fact of a kind that it does not know', () => {
    const strange = { type: 'task-vanished', at: 0, task: 'f/l/look' };
    const log = [say.runStarted(), strange];
    const told = `taskflow invariant: no arm for ${JSON.stringify(strange)}`;
    expect((): unknown => Reflect.apply(replay, undefined, [plan, log])).toThrow(told);
    expect((): unknown => Reflect.apply(trace, undefined, [log])).toThrow(told);
  });

  it('knows nothing of a task that the plan does not have', () => {
    expect(() => statusOf(replay(plan, ahead), 'f/l/none')).toThrow(InvariantError);
  });
});

describe('the tasks that stand', () => {
  it('are those whose effect may be there, in the order of starting', () => {
    expect(stand(fallen)).toEqual(['f/l/wide/b', 'f/l/wide/a', 'f/l/p/x']);
  });

  it('are also those under way, in either direction, unless there is nothing to undo', () => {
    expect(stand([say.runStarted(), say.started('f/l/look')])).toEqual([]);
    expect(stand([...ahead, say.started('f/l/p/y')])).toContain('f/l/p/y');
    expect(stand([...fallen, say.revertStarted('f/l/p/x')])).toContain('f/l/p/x');
  });

  it('are not those refused', () => {
    expect(stand([...ahead, say.refused('f/l/p/x')])).not.toContain('f/l/p/x');
  });

  it('are those that a failed revert holds, too', () => {
    const log = [...fallen, say.revertStarted('f/l/p/x'), say.revertFailed('f/l/p/x')];
    expect(stand(log)).toEqual(['f/l/wide/b', 'f/l/wide/a', 'f/l/p/x']);
    expect(undone(log)).toEqual([]);
  });

  it('are not those known to have had no effect', () => {
    const attempt = task('attempt', { revert: 'irreversible', bestEffort: true });
    const held = planOf(flow('f', group('linear', 'l', look, attempt, task('t'))));
    const standing = (end: 'failed' | 'unknown'): string[] => {
      const undo = [say.revertStarted('f/l/t'), say.revertFailed('f/l/t')];
      const log = [say.runStarted(), ...ran('look'), say.started('f/l/attempt')];
      const ending = say.failed('f/l/attempt', end);
      return tasksThat(
        replay(held, [...log, ending, say.started('f/l/t'), say.failed('f/l/t'), ...undo]),
        'stand',
      );
    };
    expect(standing('failed')).toEqual(['f/l/t']);
    expect(standing('unknown')).toEqual(['f/l/attempt', 'f/l/t']);
  });
});

describe('the tasks that are reverted', () => {
  it('are those undone, without choices and joins', () => {
    expect(undone([...fallen, ...undoX])).toEqual(['f/l/p/x']);
    const both = ['f/l/wide/a', 'f/l/wide/b'].flatMap((path) => [
      say.revertStarted(path),
      say.revertSucceeded(path),
    ]);
    const state = replay(plan, [...fallen, ...undoX, ...both]);
    expect(tasksThat(state, 'stand')).toEqual([]);
    expect(tasksThat(state, 'are reverted').slice(1)).toEqual([
      'f/l/wide/b',
      'f/l/wide/a',
      'f/l/p/x',
    ]);
  });
});

describe('a trace', () => {
  it('has one line for each fact, and no times', () => {
    const log = [
      say.runStarted(),
      say.started('f/t'),
      say.recorded('f/t', 'half', 1),
      say.attemptFailed('f/t'),
      say.succeeded('f/t'),
      say.chosen('f/c', -1),
      say.refused('f/u'),
      say.failed('f/v', 'unknown'),
      say.runCancelled(),
      say.revertStarted('f/t'),
      say.attemptFailed('f/t', 'revert'),
      say.revertSucceeded('f/t'),
      say.revertFailed('f/v'),
      say.runFinished('FAILURE'),
    ];
    expect(trace(log)).toEqual([
      'run-started f@1',
      'task-started f/t',
      'value-recorded f/t half',
      'attempt-failed f/t execute 1 (broken)',
      'task-succeeded f/t',
      'choice-made f/c -1',
      'task-refused f/u (broken)',
      'task-failed f/v unknown (broken)',
      'run-cancelled (asked to)',
      'revert-started f/t',
      'attempt-failed f/t revert 1 (broken)',
      'revert-succeeded f/t',
      'revert-failed f/v (broken)',
      'run-finished FAILURE',
    ]);
  });
});

function ran(name: string): Fact[] {
  return [say.started(`f/l/${name}`), say.succeeded(`f/l/${name}`)];
}

function stand(log: readonly Fact[]): string[] {
  return tasksThat(replay(plan, log), 'stand');
}

function undone(log: readonly Fact[]): string[] {
  return tasksThat(replay(plan, log), 'are reverted');
}
