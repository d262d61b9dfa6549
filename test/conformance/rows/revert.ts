import { linear, parallel } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** Rule 13: reverts that fail, and what they hold. */
export const revertRows: readonly Row[] = [
  {
    id: '3.11',
    fact: 'a revert reads its inputs even after another revert has failed',
    ways: 'parallel',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 1 } }),
        parallel(
          'p',
          step('b', { takes: ['a'], revert: { fails: 'RB' } }),
          linear(
            'q',
            step('c', { takes: ['a'], revert: { tells: true } }),
            step('d', { revert: { slow: 100 } }),
          ),
        ),
        step('x', { fails: 'X' }),
      ),
    within: [
      `x:reverted d:reverting b:reverting b:revert-failed(RB)
      d:reverted c:reverting c:reverted FAILURE`,
    ],
    outcome: 'FAILURE',
    failures: ['x: X', 'b: RB'],
    notes: ['c(a=1) succeeded(); because x: X'],
  },
  {
    // TaskFlow stops at the first revert that fails; what does not depend on it need not stay.
    id: '3.13',
    fact: 'a revert that fails holds what its task was built on, and nothing else',
    node: ({ step }) =>
      linear(
        'l',
        step('first'),
        parallel(
          'p',
          linear('q', step('a'), step('b', { revert: { fails: 'RB' } }), step('c')),
          linear('r', step('d'), step('e')),
        ),
        step('x', { fails: 'X' }),
      ),
    chains: [
      `RUNNING first:running first:succeeded a:running a:succeeded b:running b:succeeded
      c:running c:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted c:reverting c:reverted
      b:reverting b:revert-failed(RB) FAILURE`,
      `first:succeeded d:running d:succeeded e:running e:succeeded x:running`,
      `x:reverted e:reverting e:reverted d:reverting d:reverted FAILURE`,
    ],
    outcome: 'FAILURE',
    failures: ['x: X', 'b: RB'],
  },
  {
    id: '3.13',
    fact: 'every failure of a run is reported once: the cause, the others, then the reverts',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('x', { fails: 'X', revert: { fails: 'RX', slow: 200 } }),
        step('y', { fails: 'Y', slow: 100, revert: { fails: 'RY' } }),
      ),
    events: `
      RUNNING x:running y:running x:failed(X) REVERTING x:reverting
      y:failed(Y) y:reverting y:revert-failed(RY) x:revert-failed(RX) FAILURE`,
    outcome: 'FAILURE',
    failures: ['x: X', 'y: Y', 'y: RY', 'x: RX'],
  },
  {
    // TaskFlow has no second try for a revert.
    id: '3.13',
    fact: 'a revert that is cured by another attempt leaves nothing standing',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { revert: { fails: 'RA', tries: 1, retry: { retries: 1 } } }),
        step('x', { fails: 'X' }),
      ),
    events: `
      RUNNING a:running a:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:attempt(RA1) a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
];
