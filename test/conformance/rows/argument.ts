import { inject, linear, parallel, rename } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** What goes into tasks and comes out of them. */
export const argumentRows: readonly Row[] = [
  {
    // A result is always a record of named values; TaskFlow also takes it apart by place.
    id: 'A01',
    fact: 'a task gives one value, several or none, each under its name',
    node: ({ step }) =>
      parallel(
        'p',
        step('one', { gives: { all: [1, 3, 5] } }),
        step('three', { gives: { p: 1, q: 3, r: 5 } }),
        step('two', { gives: { m: 0, n: 1 } }),
        step('none'),
      ),
    chains: [
      'RUNNING one:running one:succeeded(all=[1,3,5]) SUCCESS',
      'RUNNING three:running three:succeeded(p=1, q=3, r=5) SUCCESS',
      'RUNNING two:running two:succeeded(m=0, n=1) SUCCESS',
      'RUNNING none:running none:succeeded SUCCESS',
    ],
    results: { all: [1, 3, 5], p: 1, q: 3, r: 5, m: 0, n: 1 },
  },
  {
    // In TaskFlow the stored value hides the provided one; here a key is given once.
    id: 'A05',
    fact: 'a key that is an input of the flow may not be provided in it',
    input: { x: 99 },
    node: ({ loose }) => linear('l', loose('a', { gives: { x: 1 } }), loose('c', { takes: ['x'] })),
    mistakes: ["in 'f', 'a' provides 'x', which is already provided"],
  },
  {
    // In TaskFlow the nearest of several providers wins; here a key is given once.
    id: 'A07',
    fact: 'a key may not be provided twice in a row',
    node: ({ loose }) =>
      linear(
        'l',
        loose('a', { gives: { x: 1 } }),
        loose('b', { gives: { x: 2 } }),
        loose('c', { takes: ['x'], sums: 'seen' }),
      ),
    mistakes: ["in 'l', 'b' provides 'x', which is already provided"],
  },
  {
    id: 'A07',
    fact: 'a renamed key says which of two providers is meant',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { x: 1 } }),
        rename(step('b', { gives: { x: 2 } }), { provides: { x: 'y' } }),
        rename(step('c', { takes: ['x'], sums: 'seen' }), { requires: { x: 'y' } }),
      ),
    events: `
      RUNNING a:running a:succeeded(x=1) b:running b:succeeded(x=2)
      c:running c:succeeded(seen=2) SUCCESS`,
    results: { x: 1, y: 2, seen: 2 },
  },
  {
    // TaskFlow passes one name on from task to task; here each stage of it has a name of its own.
    id: 'A09',
    fact: 'tasks in a row may not replace a value under its own name',
    input: { source: 0 },
    node: ({ loose }) =>
      linear(
        'l',
        loose('a', { takes: ['source'], sums: 'value', plus: 1 }),
        loose('b', { takes: ['value'], sums: 'value', plus: 1 }),
        loose('c', { takes: ['value'], sums: 'value', plus: 1 }),
      ),
    mistakes: [
      "in 'l', 'b' provides 'value', which is already provided",
      "in 'l', 'c' provides 'value', which is already provided",
    ],
  },
  {
    id: 'A09',
    fact: 'one task serves several times under other names',
    input: { source: 0 },
    node: ({ step }) => {
      const next = step('next', { takes: ['value'], sums: 'more', plus: 1 });
      return linear(
        'l',
        rename(next, { name: 'a', requires: { value: 'source' }, provides: { more: 'one' } }),
        rename(next, { name: 'b', requires: { value: 'one' }, provides: { more: 'two' } }),
        rename(next, { name: 'c', requires: { value: 'two' }, provides: { more: 'three' } }),
      );
    },
    events: `
      RUNNING a:running a:succeeded(more=1) b:running b:succeeded(more=2)
      c:running c:succeeded(more=3) SUCCESS`,
    results: { one: 1, two: 2, three: 3 },
  },
  {
    id: 'A11',
    fact: 'an optional input that nobody provides is left out',
    input: { a: 3 },
    node: ({ step }) => step('o', { takes: ['a'], maybe: ['b'], sums: 'r', tells: true }),
    events: 'RUNNING o:running o:succeeded(r=3) SUCCESS',
    results: { r: 3 },
    notes: ['o(a=3)'],
  },
  {
    id: 'A11',
    fact: 'an optional input is filled by the input of the flow',
    input: { a: 3, b: 7 },
    node: ({ step }) => step('o', { takes: ['a'], maybe: ['b'], sums: 'r', tells: true }),
    events: 'RUNNING o:running o:succeeded(r=10) SUCCESS',
    results: { r: 10 },
    notes: ['o(a=3, b=7)'],
  },
  {
    id: 'A11',
    fact: 'an optional input is filled by what is injected',
    input: { a: 3 },
    node: ({ step }) =>
      inject(step('o', { takes: ['a'], maybe: ['b'], sums: 'r', tells: true }), { b: 1_000 }),
    events: 'RUNNING o:running o:succeeded(r=1003) SUCCESS',
    results: { r: 1_003 },
    notes: ['o(a=3, b=1000)'],
  },
  {
    id: 'A11',
    fact: 'an optional input is filled by an earlier task',
    input: { a: 3 },
    node: ({ step }) =>
      linear(
        'l',
        step('p', { gives: { b: 5 } }),
        step('o', { takes: ['a'], maybe: ['b'], sums: 'r', tells: true }),
      ),
    events: 'RUNNING p:running p:succeeded(b=5) o:running o:succeeded(r=8) SUCCESS',
    results: { b: 5, r: 8 },
    notes: ['o(a=3, b=5)'],
  },
  {
    // A revert takes exactly what its task takes, so what it alone reads is declared there, too.
    id: 'A13',
    fact: 'what only a revert reads is required before the run all the same',
    input: { x: 1 },
    node: ({ loose }) => loose('a', { takes: ['x', 'z'], revert: { tells: true } }),
    mistakes: ["flow 'f' lacks input 'z', needed by 'a'"],
  },
  {
    id: 'A13',
    fact: 'a revert reads what its task did not look at',
    input: { x: 1, z: 2 },
    node: ({ step }) =>
      linear(
        'l',
        step('a', { takes: ['x', 'z'], revert: { tells: true } }),
        step('b', { fails: 'B' }),
      ),
    events: `
      RUNNING a:running a:succeeded b:running b:failed(B)
      REVERTING b:reverting b:reverted a:reverting a:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['b: B'],
    notes: ['a(x=1, z=2) succeeded(); because b: B'],
  },
  {
    id: 'A15',
    fact: 'plain functions make a task: the code runs in the order of the events',
    node: ({ step }) =>
      linear(
        'l',
        step('one', { tells: true, revert: { tells: true } }),
        step('fail', { tells: true, fails: 'Woot!' }),
      ),
    within: [
      'one:running one:succeeded fail:running fail:failed(Woot!) one:reverting one:reverted',
    ],
    outcome: 'REVERTED',
    failures: ['fail: Woot!'],
    notes: ['one()', 'fail()', 'one() succeeded(); because fail: Woot!'],
  },
];
