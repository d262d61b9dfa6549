import { flow, linear, parallel } from '@conductor/taskflow';
import type { Stage } from '../stage.ts';
import type { Life, Story } from '../story.ts';

const interruption: readonly [Life, ...Life[]] = [
  {
    at: 'b:reverting',
    does: 'suspend',
    events: `
      RUNNING a:running a:succeeded(p=1, q="two", r={"k":[3]}) b:running b:succeeded(b=2)
      c:running c:failed(bang)
      REVERTING c:reverting c:reverted b:reverting b:reverted SUSPENDED`,
    ends: 'SUSPENDED',
  },
  { after: 'reopening', events: 'REVERTING a:reverting a:reverted REVERTED', ends: 'REVERTED' },
];

/** What a journal gives back to a process that has nothing but the journal. */
export const persistenceRows: readonly Story[] = [
  {
    id: 'P01',
    fact: 'a rollback that rests goes on in another process, with all that is built anew',
    input: { s: { n: 1 } },
    node: (stage) => interrupted(stage, false),
    lives: interruption,
    outcome: 'REVERTED',
    failures: ['c: bang'],
  },
  {
    // TaskFlow makes a list of what was a tuple; what JSON would change is refused here.
    id: 'P02',
    fact: 'a revert in another process is given what its task gave, value for value',
    input: { s: { n: 1 } },
    node: (stage) => interrupted(stage, true),
    lives: interruption,
    outcome: 'REVERTED',
    failures: ['c: bang'],
    notes: ['a(s={"n":1})', 'a(s={"n":1}) succeeded(p=1, q="two", r={"k":[3]}); because c: bang'],
  },
  {
    id: 'P04',
    fact: 'the input of a run is there for what goes on with it in another process',
    input: { s: { n: 1 } },
    node: ({ step }) =>
      linear('l', step('a', { slow: 100 }), step('b', { takes: ['s'], tells: true })),
    lives: [
      { at: 'a:running', does: 'die', events: 'RUNNING a:running', ends: 'RUNNING' },
      {
        after: 'death',
        events: 'RUNNING a:lost a:running a:succeeded b:running b:succeeded SUCCESS',
        ends: 'SUCCESS',
      },
    ],
    notes: ['b(s={"n":1})'],
  },
  {
    // TaskFlow sleeps for ten seconds, leaves the task as if it ran, and reverts nothing.
    id: 'P05',
    fact: 'a task that gives what no journal can keep fails at once, and the run turns back',
    node: ({ step }) =>
      linear('l', step('z', { gives: { z: 1 } }), step('a', { gives: { a: () => 1 } })),
    lives: [
      {
        events: `
          RUNNING z:running z:succeeded(z=1) a:running a:failed(invalid-result)
          REVERTING a:reverting a:reverted z:reverting z:reverted REVERTED`,
        ends: 'REVERTED',
        tookMs: 0,
      },
    ],
    outcome: 'REVERTED',
    failures: ['a: invalid-result'],
  },
  {
    // TaskFlow keeps with a run how its flow is made; here its name and version are enough.
    id: 'P07',
    fact: 'a run that has ended is not run again by another process, and gives its result',
    node: ({ step }) => linear('l', step('a', { gives: { n: 2 }, tells: true }), step('b')),
    lives: [
      {
        events: 'RUNNING a:running a:succeeded(n=2) b:running b:succeeded SUCCESS',
        ends: 'SUCCESS',
      },
      { after: 'death', events: '', ends: 'SUCCESS' },
    ],
    results: { n: 2 },
    notes: ['a()'],
  },
  {
    id: 'P12',
    fact: 'what was tried in vain before a death counts after it, and fails the task in the end',
    node: ({ step }) => step('t', { fails: 'X', retry: { retries: 2, minTimeout: 6_000 } }),
    lives: [
      {
        at: 't:attempt(X2)',
        does: 'die',
        events: 'RUNNING t:running t:attempt(X1) t:attempt(X2)',
        ends: 'RUNNING',
      },
      {
        after: 'death',
        events: 'RUNNING t:lost t:running t:failed(X3) REVERTING t:reverting t:reverted REVERTED',
        ends: 'REVERTED',
      },
    ],
    outcome: 'REVERTED',
    failures: ['t: X3'],
  },
  {
    id: 'P14',
    fact: 'several failures, of a flow within, too, are one list in another process',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('x', { fails: 'X' }),
        flow({ name: 'inner' }, step('y', { fails: 'Y', slow: 100 })),
      ),
    lives: [
      {
        events: `
          RUNNING x:running y:running x:failed(X) REVERTING x:reverting x:reverted
          y:failed(Y) y:reverting y:reverted REVERTED`,
        ends: 'REVERTED',
      },
      { after: 'death', events: '', ends: 'REVERTED' },
    ],
    outcome: 'REVERTED',
    failures: ['x: X', 'y: Y'],
  },
];

/** A flow that comes down, and rests on its way back; its first task gives values of each kind. */
function interrupted({ step }: Stage, tells: boolean) {
  return linear(
    'l',
    step('a', {
      takes: ['s'],
      gives: { p: 1, q: 'two', r: { k: [3] } },
      tells,
      revert: { tells },
    }),
    step('b', { gives: { b: 2 }, revert: { slow: 100 } }),
    step('c', { fails: 'bang' }),
  );
}
