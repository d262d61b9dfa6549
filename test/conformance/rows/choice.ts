import { inject, linear, parallel, when } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/**
 * Deciders are conditions here. TaskFlow gives a decider a depth; a `when` holds what it skips, so
 * the depth is where its arm ends.
 */
export const choiceRows: readonly Row[] = [
  {
    id: 'D01',
    fact: 'an arm that is not taken is skipped as a whole, groups in it included',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        when(
          ask('go', false, ['a']),
          linear(
            'arm',
            step('b'),
            parallel('after', step('s1'), linear('c-e', step('c'), step('e'))),
          ),
        ),
      ),
    chains: [
      'RUNNING a:running a:succeeded(a=5) b:skipped SUCCESS',
      'a:succeeded(a=5) c:skipped SUCCESS',
      'a:succeeded(a=5) e:skipped SUCCESS',
      'a:succeeded(a=5) s1:skipped SUCCESS',
    ],
    results: { a: 5 },
    notes: ['go(a=5)'],
  },
  {
    id: 'D03',
    fact: 'what comes after an arm that is not taken runs',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        when(ask('go', false), linear('arm', step('b'), step('c'))),
        parallel('after', step('s1', { gives: { s1: 5 } }), step('e', { gives: { e: 5 } })),
      ),
    chains: [
      'RUNNING a:running a:succeeded(a=5) b:skipped s1:running s1:succeeded(s1=5) SUCCESS',
      'b:skipped c:skipped e:running e:succeeded(e=5) SUCCESS',
    ],
    results: { a: 5, s1: 5, e: 5 },
    notes: ['go()'],
  },
  {
    id: 'D05',
    fact: 'a condition is asked once, with what it requires and nothing else',
    node: ({ step, ask }) =>
      linear(
        'l',
        parallel(
          'p',
          step('a', { gives: { a: 1 } }),
          step('b', { gives: { b: { k: 2 } } }),
          step('p', { gives: { p: 3 } }),
        ),
        when(ask('one', true, ['a', 'b']), when(ask('two', true, ['a', 'b']), step('c'))),
      ),
    within: ['a:succeeded(a=1) c:running c:succeeded SUCCESS', 'b:succeeded(b={"k":2}) c:running'],
    results: { a: 1, b: { k: 2 }, p: 3 },
    notes: ['one(a=1, b={"k":2})', 'two(a=1, b={"k":2})'],
  },
  {
    id: 'D07',
    fact: 'conditions side by side make a switch',
    input: { x: 0, y: 1, z: 1 },
    node: ({ step, ask }) =>
      linear(
        'l',
        step('t1', { takes: ['x', 'y', 'z'], sums: 'sum' }),
        parallel(
          'switch',
          when(
            ask('is-two', ({ sum }) => sum === 2, ['sum']),
            linear('two', step('t2', { gives: { t2: 5 } }), step('t22', { gives: { t22: 5 } })),
          ),
          when(
            ask('is-one', ({ sum }) => sum === 1, ['sum']),
            linear('one', step('t3'), step('t33')),
          ),
        ),
      ),
    chains: [
      `RUNNING t1:running t1:succeeded(sum=2) t2:running t2:succeeded(t2=5)
      t22:running t22:succeeded(t22=5) SUCCESS`,
      't1:succeeded(sum=2) t3:skipped SUCCESS',
      't1:succeeded(sum=2) t33:skipped SUCCESS',
    ],
    results: { sum: 2, t2: 5, t22: 5 },
    notes: ['is-two(sum=2)', 'is-one(sum=2)'],
  },
  {
    // One condition that requires both keys stands for the two deciders, which see both results.
    id: 'D09',
    fact: 'a condition may require what several tasks before it provide',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('t1', { gives: { t1: 5 } }),
        step('t2', { gives: { t2: 5 } }),
        when(ask('go', false, ['t1', 't2']), linear('arm', step('t3'), step('t4'))),
      ),
    events: `
      RUNNING t1:running t1:succeeded(t1=5) t2:running t2:succeeded(t2=5)
      t3:skipped t4:skipped SUCCESS`,
    results: { t1: 5, t2: 5 },
    notes: ['go(t1=5, t2=5)'],
  },
  {
    // A key is given once, so b has one of its own, which c takes when it is there.
    id: 'D11',
    fact: 'a value passes over a task that is skipped',
    node: ({ step, ask }) =>
      linear(
        'l',
        inject(step('a', { takes: ['value'], sums: 'a', plus: 1 }), { value: 0 }),
        when(ask('go', false), step('b', { takes: ['a'], sums: 'b', plus: 1 })),
        step('c', { takes: ['a'], maybe: ['b'], sums: 'c', plus: 1 }),
      ),
    events: 'RUNNING a:running a:succeeded(a=1) b:skipped c:running c:succeeded(c=2) SUCCESS',
    results: { a: 1, c: 2 },
    notes: ['go()'],
  },
  {
    id: 'D13',
    fact: 'a task that would fail does no harm when it is skipped',
    node: ({ step, ask }) =>
      linear('l', step('a'), when(ask('go', false), step('b', { fails: 'B' })), step('c')),
    events: 'RUNNING a:running a:succeeded b:skipped c:running c:succeeded SUCCESS',
    notes: ['go()'],
  },
  {
    id: 'D15',
    fact: 'a condition in an arm that is not taken is never asked',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        parallel(
          'p',
          when(ask('no', false), linear('arm', step('b'), when(ask('unasked', true), step('d0')))),
          step('c', { gives: { c: 5 } }),
        ),
        when(ask('yes', true, ['c']), step('d', { gives: { d: 5 } })),
      ),
    chains: [
      'RUNNING a:running a:succeeded(a=5) b:skipped d:running',
      'a:succeeded(a=5) d0:skipped d:running',
      'a:succeeded(a=5) c:running c:succeeded(c=5) d:running d:succeeded(d=5) SUCCESS',
    ],
    results: { a: 5, c: 5, d: 5 },
    notes: ['no()', 'yes(c=5)'],
  },
  {
    // TaskFlow's engine stops where it is; here the condition is a failure of the node it guards.
    id: 'D17',
    fact: 'a condition that throws turns the run back',
    node: ({ step, ask }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        when(ask('go', new RangeError('division by zero'), ['a']), step('b')),
      ),
    events: 'RUNNING a:running a:succeeded(a=5) REVERTING a:reverting a:reverted REVERTED',
    outcome: 'REVERTED',
    failures: ['go: division by zero'],
    notes: ['go(a=5)'],
  },
];
