import { linear, parallel, task } from '@conductor/taskflow';
import { Type } from 'typebox';
import type { Row } from '../row.ts';

/**
 * Values that are not what their schemas say. TaskFlow has no schemas; a value that it misses stops
 * its engine, and nothing is reverted.
 */
export const schemaRows: readonly Row[] = [
  {
    // TaskFlow warns and goes on until somebody misses the value; here a promise is a promise.
    id: 'A03',
    fact: 'a task that gives less than it promises has failed, and is reverted',
    node: ({ step }) =>
      linear('l', step('a', { gives: { p: 1 }, owes: ['q'], revert: { tells: true } }), step('b')),
    events: `
      RUNNING a:running a:failed(invalid-result) REVERTING a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['a: invalid-result'],
    notes: ['a() failed(invalid-result); because a: invalid-result'],
  },
  {
    id: '3.partial',
    fact: 'a task that gives more than it promises has failed',
    node: ({ step }) => {
      const given = { b: 1, more: 2 };
      const b = task({
        name: 'b',
        provides: { b: Type.Number() },
        execute: () => given,
        revert: () => undefined,
      });
      return linear('l', step('a'), b);
    },
    events: `
      RUNNING a:running a:succeeded b:running b:failed(invalid-result)
      REVERTING b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['b: invalid-result'],
  },
  {
    id: '3.partial',
    fact: 'a task that is given what its schema refuses never starts, so it is not reverted',
    node: ({ step }) => {
      const b = task({
        name: 'b',
        requires: { n: Type.Number({ minimum: 10 }) },
        execute: () => undefined,
        revert: () => undefined,
      });
      const a = task({
        name: 'a',
        provides: { n: Type.Number() },
        execute: () => ({ n: 5 }),
        revert: () => undefined,
      });
      return linear('l', a, b, step('c'));
    },
    events: `
      RUNNING a:running a:succeeded(n=5) b:refused(invalid-input)
      REVERTING a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['b: invalid-input'],
  },
  {
    id: '3.14',
    fact: 'a wrong result turns the run back while siblings are under way',
    ways: 'parallel',
    node: ({ step }) =>
      linear(
        'l',
        step('a'),
        parallel('p', step('b', { owes: ['q'], slow: 100 }), step('c', { slow: 400 })),
      ),
    events: `
      RUNNING a:running a:succeeded b:running c:running b:failed(invalid-result)
      REVERTING b:reverting b:reverted c:succeeded c:reverting c:reverted
      a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['b: invalid-result'],
  },
];
