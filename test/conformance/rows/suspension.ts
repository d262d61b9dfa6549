import { linear, parallel } from '@conductor/taskflow';
import type { Story } from '../story.ts';
import type { Stage } from '../stage.ts';

/**
 * Runs that rest, and go on. TaskFlow tells that a run is about to rest; here that is a fact of its
 * log, and listeners hear when it rests. What is asked while a task starts is heard as it runs, so
 * a task in these rows takes its time.
 */
export const suspensionRows: readonly Story[] = [
  {
    id: 'S01',
    fact: 'a run that is suspended ends what is under way, and goes on with the next task',
    node: chain,
    lives: [
      {
        at: 'b:running',
        does: 'suspend',
        events: 'RUNNING a:running a:succeeded(a=1) b:running b:succeeded(b=2) SUSPENDED',
        ends: 'SUSPENDED',
      },
      {
        after: 'resume',
        events: 'RUNNING c:running c:succeeded(c=3) SUCCESS',
        ends: 'SUCCESS',
      },
    ],
    results: { a: 1, b: 2, c: 3 },
  },
  {
    id: 'S03',
    fact: 'a rollback that is suspended goes on where it was, and tells why',
    node: ({ step }) =>
      linear('l', step('a'), step('b', { revert: { slow: 100 } }), step('x', { fails: 'Woot!' })),
    lives: [
      {
        at: 'b:reverting',
        does: 'suspend',
        events: `
          RUNNING a:running a:succeeded b:running b:succeeded x:running x:failed(Woot!)
          REVERTING x:reverting x:reverted b:reverting b:reverted SUSPENDED`,
        ends: 'SUSPENDED',
      },
      {
        after: 'resume',
        events: 'REVERTING a:reverting a:reverted REVERTED',
        ends: 'REVERTED',
      },
    ],
    outcome: 'REVERTED',
    failures: ['x: Woot!'],
  },
  {
    id: 'S05',
    fact: 'a task that fails while its run is to rest is reverted when the run goes on',
    node: ({ step }) =>
      linear('l', step('a', { gives: { a: 1 } }), step('x', { fails: 'X', slow: 100 })),
    lives: [
      {
        at: 'x:running',
        does: 'suspend',
        events: 'RUNNING a:running a:succeeded(a=1) x:running x:failed(X) REVERTING SUSPENDED',
        ends: 'SUSPENDED',
      },
      {
        after: 'resume',
        events: 'REVERTING x:reverting x:reverted a:reverting a:reverted REVERTED',
        ends: 'REVERTED',
      },
    ],
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    // TaskFlow leaves the queued task as if it ran, says that all is reverted, and then does what
    // was done once more.
    id: 'S09',
    fact: 'a task that waits for its turn is not started by a run that is to rest, and once later',
    ways: 'serial',
    node: ({ step }) =>
      parallel(
        'p',
        step('t0', { slow: 100, tells: true }),
        step('t1', { slow: 100, tells: true }),
        step('t2', { slow: 100, tells: true }),
      ),
    lives: [
      {
        at: 't0:succeeded',
        does: 'suspend',
        events: 'RUNNING t0:running t0:succeeded t1:running t1:succeeded SUSPENDED',
        ends: 'SUSPENDED',
      },
      {
        after: 'resume',
        events: 'RUNNING t2:running t2:succeeded SUCCESS',
        ends: 'SUCCESS',
      },
    ],
    notes: ['t0()', 't1()', 't2()'],
  },
  {
    // A flow holds nothing of its runs, so what is reset is another run, from where this one began.
    id: 'S15',
    fact: 'a run that was suspended and has ended can be run from scratch',
    node: chain,
    lives: [
      {
        at: 'b:running',
        does: 'suspend',
        events: 'RUNNING a:running a:succeeded(a=1) b:running b:succeeded(b=2) SUSPENDED',
        ends: 'SUSPENDED',
      },
      {
        after: 'resume',
        events: 'RUNNING c:running c:succeeded(c=3) SUCCESS',
        ends: 'SUCCESS',
      },
      {
        after: 'fork',
        events: `
          RUNNING a:running a:succeeded(a=1) b:running b:succeeded(b=2)
          c:running c:succeeded(c=3) SUCCESS`,
        ends: 'SUCCESS',
      },
    ],
    results: { a: 1, b: 2, c: 3 },
  },
  {
    // There is no engine to step by hand: who holds the handle of a run says when it is to rest.
    id: 'I05',
    fact: 'a run is suspended between its steps, and goes on with the next one',
    node: ({ step }) =>
      linear('l', step('a', { gives: { a: 5 }, slow: 100 }), step('b', { gives: { b: 5 } })),
    lives: [
      {
        at: 'a:running',
        does: 'suspend',
        events: 'RUNNING a:running a:succeeded(a=5) SUSPENDED',
        ends: 'SUSPENDED',
      },
      { after: 'resume', events: 'RUNNING b:running b:succeeded(b=5) SUCCESS', ends: 'SUCCESS' },
    ],
    results: { a: 5, b: 5 },
  },
];

function chain({ step }: Stage) {
  return linear(
    'l',
    step('a', { gives: { a: 1 } }),
    step('b', { gives: { b: 2 }, slow: 100 }),
    step('c', { gives: { c: 3 } }),
  );
}
