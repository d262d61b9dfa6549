import { inject, linear, parallel, rename, task, when } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** Rules 5 to 12: failures, and what they turn back. */
export const rollbackRows: readonly Row[] = [
  {
    // Queries of several libraries are typed as promises and start when somebody waits for them.
    id: '3.5',
    fact: 'a task that answers with what only looks like a promise fails when that does',
    node: ({ step, thrown }) => {
      const query = async (): Promise<void> => {
        const error = new Error('X');
        thrown.push(error);
        throw error;
      };
      const answer: Promise<void> = {
        then: (onValue, onError) => query().then(onValue, onError),
        catch: (onError) => query().catch(onError),
        finally: (onEnd) => query().finally(onEnd),
        [Symbol.toStringTag]: 'Query',
      };
      const x = task({ name: 'x', execute: () => answer, revert: () => undefined });
      return linear('l', step('a'), x);
    },
    events: `
      RUNNING a:running a:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    // Reverts are told the cause alone; TaskFlow hands them every failure so far.
    id: '3.6',
    fact: 'the task that failed is reverted first, and is told its own failure',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 1 }, revert: { tells: true } }),
        step('x', { owes: ['x'], fails: 'X', revert: { tells: true } }),
      ),
    events: `
      RUNNING a:running a:succeeded(a=1) x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
    notes: ['x() failed(X); because x: X', 'a() succeeded(a=1); because x: X'],
  },
  {
    id: '3.7',
    fact: 'only tasks that started are reverted, and the others tell nothing',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a'),
        step('x', { fails: 'X' }),
        step('b'),
        parallel('p', step('c'), when(ask('unasked', true), step('d'), step('e'))),
      ),
    events: `
      RUNNING a:running a:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    id: '3.8',
    fact: 'a branch ends the task that it has started, and starts no other',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('x', { fails: 'X', slow: 100 }),
        linear('q', step('a'), step('b', { slow: 400 }), step('c')),
      ),
    events: `
      RUNNING x:running a:running a:succeeded b:running x:failed(X)
      REVERTING x:reverting x:reverted
      b:succeeded b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    id: '3.9',
    fact: 'several failures are all reported, and the first is the cause',
    ways: 'parallel',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { revert: { tells: true } }),
        parallel(
          'p',
          step('y', { fails: 'Y', slow: 300, revert: { tells: true } }),
          step('x', { fails: 'X', slow: 100, revert: { tells: true } }),
          step('z', { fails: 'Z', slow: 200, revert: { tells: true } }),
        ),
      ),
    events: `
      RUNNING a:running a:succeeded y:running x:running z:running x:failed(X)
      REVERTING x:reverting x:reverted z:failed(Z) z:reverting z:reverted
      y:failed(Y) y:reverting y:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X', 'z: Z', 'y: Y'],
    notes: [
      'x() failed(X); because x: X',
      'z() failed(Z); because x: X',
      'y() failed(Y); because x: X',
      'a() succeeded(); because x: X',
    ],
  },
  {
    id: '3.9',
    fact: 'tasks that fail in the same moment are all reverted and all reported',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('x', { fails: 'X', slow: 100 }),
        step('y', { fails: 'Y', slow: 100 }),
        step('a', { slow: 100 }),
      ),
    chains: [
      'RUNNING x:running x:failed(X) REVERTING x:reverting x:reverted REVERTED',
      'RUNNING y:running y:failed(Y) y:reverting y:reverted REVERTED',
      'RUNNING a:running a:succeeded a:reverting a:reverted REVERTED',
    ],
    outcome: 'REVERTED',
    failures: ['x: X', 'y: Y'],
  },
  {
    id: '3.11',
    fact: 'a revert takes what its task took: renamed, injected, optional or not there',
    input: { from: 1 },
    node: ({ step }) => {
      const b = step('b', {
        takes: ['x', 'k', 'n'],
        maybe: ['m', 'none'],
        tells: true,
        revert: { tells: true },
      });
      return linear(
        'l',
        step('a', { takes: ['from'], gives: { y: 2, m: 3 } }),
        inject(rename(b, { requires: { x: 'y', n: 'from' } }), { k: 'K' }),
        step('x', { fails: 'X' }),
      );
    },
    events: `
      RUNNING a:running a:succeeded(y=2, m=3) b:running b:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
    notes: ['b(x=2, k="K", n=1, m=3)', 'b(x=2, k="K", n=1, m=3) succeeded(); because x: X'],
  },
];
