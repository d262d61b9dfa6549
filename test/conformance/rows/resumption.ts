import { linear } from '@conductor/taskflow';
import type { Story } from '../story.ts';
import type { Stage } from '../stage.ts';

/**
 * Runs that go on from a log that another process left behind. What was under way then is lost:
 * where TaskFlow waits for it without starting it again, here it says `lost`, and starts once more.
 */
export const resumptionRows: readonly Story[] = [
  {
    id: 'S11',
    fact: 'a failure that nobody acted on before the crash turns the run back',
    stored: 'a:running a:succeeded(a=1) b:running b:failed(foo)',
    node: ({ step }) =>
      linear('l', step('a', { gives: { a: 1 }, revert: { tells: true } }), step('b'), step('c')),
    lives: [
      {
        events: 'REVERTING b:reverting b:reverted a:reverting a:reverted REVERTED',
        ends: 'REVERTED',
      },
    ],
    outcome: 'REVERTED',
    failures: ['b: foo'],
    notes: ['a() succeeded(a=1); because b: foo'],
  },
  {
    id: 'S13',
    fact: 'what had succeeded is not executed again, and what it gave is there',
    stored: 'task1:running task1:succeeded(x1=17)',
    node: ({ step }) =>
      linear(
        'l',
        step('task1', { gives: { x1: 1 } }),
        step('task2', { takes: ['x1'], gives: { x2: 5 }, tells: true }),
      ),
    lives: [{ events: 'RUNNING task2:running task2:succeeded(x2=5) SUCCESS', ends: 'SUCCESS' }],
    results: { x1: 17, x2: 5 },
    notes: ['task2(x1=17)'],
  },
  {
    id: 'S17',
    fact: 'a run that was to rest when its process died rests, and goes on when it is asked to',
    stored: 'a:running a:succeeded(a=1) b:running SUSPENDING',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 1 } }),
        step('b', { gives: { b: 2 } }),
        step('c', { gives: { c: 3 } }),
      ),
    lives: [
      { events: 'RUNNING b:lost SUSPENDED', ends: 'SUSPENDED' },
      {
        after: 'resume',
        events: 'RUNNING b:running b:succeeded(b=2) c:running c:succeeded(c=3) SUCCESS',
        ends: 'SUCCESS',
      },
    ],
    results: { a: 1, b: 2, c: 3 },
  },
  {
    // TaskFlow retries groups, and reverts the task in between; here a task is tried again itself.
    id: 'R37',
    fact: 'an attempt that failed before the crash counts, and another follows',
    stored: 't:running t:attempt(X1)',
    node: retried,
    lives: [{ events: 'RUNNING t:lost t:running t:succeeded(t=5) SUCCESS', ends: 'SUCCESS' }],
    results: { t: 5 },
    notes: ['t()'],
  },
  {
    id: 'R39',
    fact: 'another attempt that had begun before the crash is made once more, and costs no retry',
    stored: 't:running t:attempt(X1)',
    node: ({ step }) =>
      step('t', {
        gives: { t: 5 },
        fails: 'X',
        tries: 4,
        slow: 100,
        retry: { retries: 2, minTimeout: 100 },
        tells: true,
      }),
    lives: [
      { at: 't:running', does: 'die', events: 'RUNNING t:lost t:running', ends: 'RUNNING' },
      {
        after: 'death',
        events: 'RUNNING t:lost t:running t:attempt(X4) t:succeeded(t=5) SUCCESS',
        ends: 'SUCCESS',
      },
    ],
    results: { t: 5 },
    notes: ['t()', 't()', 't()'],
  },
];

function retried({ step }: Stage) {
  return step('t', {
    gives: { t: 5 },
    fails: 'X',
    tries: 1,
    retry: { retries: 1 },
    tells: true,
  });
}
