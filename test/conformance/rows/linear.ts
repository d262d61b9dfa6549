import { graph, linear, parallel } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** Linear flows, and a single failure in them. */
export const linearRows: readonly Row[] = [
  {
    id: 'L01',
    fact: 'a task alone is a flow',
    node: ({ step }) => step('a', { gives: { a: 5 } }),
    events: 'RUNNING a:running a:succeeded(a=5) SUCCESS',
    results: { a: 5 },
  },
  {
    id: 'L03',
    fact: 'an empty linear succeeds',
    node: () => linear('l'),
    events: 'RUNNING SUCCESS',
  },
  {
    id: 'L03',
    fact: 'an empty parallel succeeds',
    node: () => parallel('p'),
    events: 'RUNNING SUCCESS',
  },
  {
    id: 'L03',
    fact: 'an empty graph succeeds',
    node: () => graph('g'),
    events: 'RUNNING SUCCESS',
  },
  {
    id: 'L03',
    fact: 'a graph of empty groups succeeds',
    node: () => graph('g', linear('l'), graph('h')),
    events: 'RUNNING SUCCESS',
  },
  {
    id: 'L05',
    fact: 'a group in a group tells nothing of its own',
    node: ({ step }) =>
      linear('l', step('a', { gives: { a: 5 } }), linear('m', step('b', { gives: { b: 5 } }))),
    events: 'RUNNING a:running a:succeeded(a=5) b:running b:succeeded(b=5) SUCCESS',
    results: { a: 5, b: 5 },
  },
  {
    id: 'L07',
    fact: 'rollback goes in reverse order across groups',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        linear('m', step('b', { gives: { b: 5 } }), step('x', { fails: 'Woot!' })),
      ),
    events: `
      RUNNING a:running a:succeeded(a=5) b:running b:succeeded(b=5) x:running x:failed(Woot!)
      REVERTING x:reverting x:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: Woot!'],
  },
  {
    // A revert gives nothing here; TaskFlow stores what it returns.
    id: 'L09',
    fact: 'a revert is told what its task gave',
    input: { value: 0 },
    node: ({ step }) =>
      linear(
        'l',
        step('g', { takes: ['value'], sums: 'g', plus: 1, revert: { tells: true } }),
        step('x', { fails: 'Woot!' }),
      ),
    events: `
      RUNNING g:running g:succeeded(g=1) x:running x:failed(Woot!)
      REVERTING x:reverting x:reverted g:reverting g:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: Woot!'],
    notes: ['g(value=0) succeeded(g=1); because x: Woot!'],
  },
  {
    // TaskFlow raises the failure of the revert alone; here the error has both, first the cause.
    id: 'L11',
    fact: 'a revert that fails leaves standing what its task was built on',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 1 } }),
        step('b', { gives: { b: 2 }, revert: { fails: 'RB' } }),
        step('x', { fails: 'X' }),
      ),
    events: `
      RUNNING a:running a:succeeded(a=1) b:running b:succeeded(b=2) x:running x:failed(X)
      REVERTING x:reverting x:reverted b:reverting b:revert-failed(RB) FAILURE`,
    outcome: 'FAILURE',
    failures: ['x: X', 'b: RB'],
  },
  {
    id: 'L13',
    fact: 'a task may fail in both directions',
    node: ({ step }) => step('a', { fails: 'Woot!', revert: { fails: 'Gotcha!' } }),
    events: `
      RUNNING a:running a:failed(Woot!)
      REVERTING a:reverting a:revert-failed(Gotcha!) FAILURE`,
    outcome: 'FAILURE',
    failures: ['a: Woot!', 'a: Gotcha!'],
  },
  {
    // A flow keeps nothing of its runs, so there is nothing to reset before the next one.
    id: 'L15',
    fact: 'a flow that was reverted runs again in the same way',
    times: 2,
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        step('b', { gives: { b: 5 } }),
        step('x', { fails: 'Woot!' }),
      ),
    events: `
      RUNNING a:running a:succeeded(a=5) b:running b:succeeded(b=5) x:running x:failed(Woot!)
      REVERTING x:reverting x:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: Woot!'],
  },
  {
    id: 'L17',
    fact: 'a revert takes what its task took, and is told its end and the cause',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { x: 1 }, revert: { tells: true } }),
        step('b', { takes: ['x'], gives: { b: 7 }, revert: { tells: true } }),
        step('z', { takes: ['x'], fails: 'X', revert: { tells: true } }),
      ),
    events: `
      RUNNING a:running a:succeeded(x=1) b:running b:succeeded(b=7) z:running z:failed(X)
      REVERTING z:reverting z:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['z: X'],
    notes: [
      'z(x=1) failed(X); because z: X',
      'b(x=1) succeeded(b=7); because z: X',
      'a() succeeded(x=1); because z: X',
    ],
  },
];
