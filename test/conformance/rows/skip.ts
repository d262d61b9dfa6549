import { linear, parallel, when } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** What the semantics say of conditions, beside what deciders do. */
export const skipRows: readonly Row[] = [
  {
    id: '3.ignore',
    fact: 'a condition is asked when all before it is done, and no sooner',
    ways: 'parallel',
    node: ({ step, ask }) =>
      linear(
        'l',
        parallel('p', step('a', { slow: 100, tells: true }), step('b', { slow: 200, tells: true })),
        when(ask('go', true), step('c', { tells: true }), step('d')),
      ),
    events: `
      RUNNING a:running b:running a:succeeded b:succeeded d:skipped c:running c:succeeded SUCCESS`,
    notes: ['a()', 'b()', 'go()', 'c()'],
  },
  {
    id: '3.ignore',
    fact: 'the other arm runs when the condition says no, and both may give one key',
    node: ({ step, ask }) =>
      linear(
        'l',
        when(ask('go', false), step('a', { gives: { x: 1 } }), step('b', { gives: { x: 2 } })),
        step('c', { takes: ['x'], tells: true }),
      ),
    events: 'RUNNING a:skipped b:running b:succeeded(x=2) c:running c:succeeded SUCCESS',
    results: { x: 2 },
    notes: ['go()', 'c(x=2)'],
  },
  {
    id: '3.ignore',
    fact: 'rollback passes over what was skipped, to what stands before it',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a'),
        when(ask('go', false), linear('arm', step('b'), parallel('p', step('c'), step('d')))),
        when(ask('stay', true), step('e'), step('g')),
        step('x', { fails: 'X' }),
      ),
    events: `
      RUNNING a:running a:succeeded b:skipped c:skipped d:skipped g:skipped
      e:running e:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted e:reverting e:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
    notes: ['go()', 'stay()'],
  },
  {
    id: '3.8',
    fact: 'a condition is not asked once the run turns back',
    ways: 'parallel',
    node: ({ step, ask }) =>
      parallel(
        'p',
        step('x', { fails: 'X', slow: 100 }),
        linear('q', step('a', { slow: 400 }), when(ask('unasked', true), step('b'), step('c'))),
      ),
    events: `
      RUNNING x:running a:running x:failed(X)
      REVERTING x:reverting x:reverted a:succeeded a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    id: '3.14',
    fact: 'a condition that throws turns the run back while siblings are under way',
    ways: 'parallel',
    node: ({ step, ask }) =>
      parallel(
        'p',
        step('a', { slow: 400 }),
        linear(
          'q',
          step('b', { slow: 100 }),
          when(ask('go', new Error('G')), step('c'), step('d')),
        ),
      ),
    events: `
      RUNNING a:running b:running b:succeeded REVERTING b:reverting b:reverted
      a:succeeded a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['go: G'],
    notes: ['go()'],
  },
];
