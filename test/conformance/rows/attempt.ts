import { linear, parallel } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/**
 * Rules 15 to 18, as far as a task retries itself. TaskFlow retries groups only, so a task that is
 * to be tried again needs a group of its own; scopes around groups are not built here yet.
 */
export const attemptRows: readonly Row[] = [
  {
    id: '3.15',
    fact: 'a task is tried again where it stands, and nothing else moves',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { tells: true }),
        step('t', { fails: 'A', tries: 2, retry: { retries: 3 }, gives: { t: 1 }, tells: true }),
        step('b', { takes: ['t'] }),
      ),
    events: `
      RUNNING a:running a:succeeded t:running t:attempt(A1) t:attempt(A2) t:succeeded(t=1)
      b:running b:succeeded SUCCESS`,
    results: { t: 1 },
    notes: ['a()', 't()', 't()', 't()'],
  },
  {
    id: '3.15',
    fact: 'siblings go on while a task waits for its next attempt',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('t', { fails: 'A', tries: 1, retry: { retries: 1, minTimeout: 300 } }),
        linear('q', step('a', { slow: 100 }), step('b', { slow: 100 })),
      ),
    events: `
      RUNNING t:running a:running t:attempt(A1) a:succeeded b:running b:succeeded
      t:succeeded SUCCESS`,
  },
  {
    id: '3.15',
    fact: 'a task that waits for its next attempt keeps its place',
    ways: 'serial',
    node: ({ step }) =>
      linear(
        'l',
        parallel(
          'p',
          step('t', { fails: 'A', tries: 1, retry: { retries: 1 } }),
          step('a', { revert: { fails: 'RA', tries: 1, retry: { retries: 1 } } }),
        ),
        step('x', { fails: 'X' }),
      ),
    events: `
      RUNNING t:running t:attempt(A1) t:succeeded a:running a:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:attempt(RA1) a:reverted
      t:reverting t:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    // A controller gives up the group; a task that has used up its attempts fails as any other.
    id: '3.16',
    fact: 'a task whose attempts are used up has failed once, with the last failure',
    node: ({ step }) =>
      linear(
        'l',
        step('a'),
        step('t', { fails: 'A', retry: { retries: 2 }, revert: { tells: true } }),
      ),
    events: `
      RUNNING a:running a:succeeded t:running t:attempt(A1) t:attempt(A2) t:failed(A3)
      REVERTING t:reverting t:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['t: A3'],
    notes: ['t() failed(A3); because t: A3'],
  },
  {
    id: '3.16',
    fact: 'a policy without retries is one attempt',
    node: ({ step }) => step('t', { fails: 'A', retry: { retries: 0 } }),
    events: 'RUNNING t:running t:failed(A1) REVERTING t:reverting t:reverted REVERTED',
    outcome: 'REVERTED',
    failures: ['t: A1'],
  },
  {
    id: '3.17',
    fact: 'a failure elsewhere does not use the attempts of a task',
    node: ({ step }) =>
      linear('l', step('t', { retry: { retries: 3 }, tells: true }), step('x', { fails: 'X' })),
    events: `
      RUNNING t:running t:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted t:reverting t:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
    notes: ['t()'],
  },
  {
    // TaskFlow reports the attempt that was mended beside the failure that was not.
    id: '3.18',
    fact: 'a cured attempt is no failure of the run, even if the run fails later',
    node: ({ step }) =>
      linear(
        'l',
        step('a', {
          fails: 'A',
          tries: 1,
          retry: { retries: 1 },
          gives: { a: 1 },
          revert: { tells: true },
        }),
        step('b', { fails: 'B', revert: { tells: true } }),
      ),
    events: `
      RUNNING a:running a:attempt(A1) a:succeeded(a=1) b:running b:failed(B)
      REVERTING b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['b: B'],
    notes: ['b() failed(B); because b: B', 'a() succeeded(a=1); because b: B'],
  },
  {
    id: '3.8',
    fact: 'a task that waits for its next attempt gives up when the run turns back',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('t', { fails: 'A', tries: 1, retry: { retries: 5, minTimeout: 60_000 } }),
        step('x', { fails: 'X', slow: 100 }),
      ),
    within: [
      'RUNNING x:running x:failed(X) REVERTING x:reverting x:reverted REVERTED',
      't:running t:attempt(A1) REVERTING t:failed(A1) t:reverting t:reverted REVERTED',
    ],
    outcome: 'REVERTED',
    failures: ['x: X', 't: A1'],
    listener:
      ({ notes }) =>
      (events) => {
        events.on('run', ({ state, at }) => notes.push(`${state} at ${at}`));
      },
    notes: ['RUNNING at 0', 'REVERTING at 100', 'REVERTED at 100'],
  },
  {
    id: '3.8',
    fact: 'a task whose attempt is under way when the run turns back is not tried again',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('t', { fails: 'A', slow: 400, retry: { retries: 5 } }),
        step('x', { fails: 'X', slow: 100 }),
      ),
    events: `
      RUNNING t:running x:running x:failed(X) REVERTING x:reverting x:reverted
      t:failed(A1) t:reverting t:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X', 't: A1'],
  },
];
