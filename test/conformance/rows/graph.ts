import { graph, linear, rename } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** Graphs, whose order follows from who provides what another requires. */
export const graphRows: readonly Row[] = [
  {
    id: 'G01',
    fact: 'order comes from the data, whatever the order of writing',
    node: ({ step }) =>
      graph('g', step('b', { takes: ['x'], gives: { b: 5 } }), step('a', { gives: { x: 5 } })),
    events: 'RUNNING a:running a:succeeded(x=5) b:running b:succeeded(b=5) SUCCESS',
    results: { x: 5, b: 5 },
  },
  {
    id: 'G03',
    fact: 'rollback goes back along the data, and what never started stays silent',
    node: ({ step }) =>
      graph(
        'g',
        step('t4', { takes: ['c'] }),
        step('t2', { takes: ['a'], gives: { b: 5 } }),
        step('t3', { takes: ['b'], owes: ['c'], fails: 'Woot!' }),
        step('t1', { gives: { a: 5 } }),
      ),
    events: `
      RUNNING t1:running t1:succeeded(a=5) t2:running t2:succeeded(b=5) t3:running t3:failed(Woot!)
      REVERTING t3:reverting t3:reverted t2:reverting t2:reverted t1:reverting t1:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['t3: Woot!'],
  },
  {
    // A run gives what its tasks provide; its own input is not among it, unlike TaskFlow's store.
    id: 'G05',
    fact: 'a task may feed several keys to several tasks',
    input: { x: 30 },
    node: ({ step }) =>
      graph(
        'g',
        step('s1', { takes: ['a', 'b', 'y'], sums: 'z' }),
        step('m', { gives: { a: 1, b: 3, c: 5 } }),
        step('s2', { takes: ['c', 'b', 'x'], sums: 'y' }),
      ),
    events: `
      RUNNING m:running m:succeeded(a=1, b=3, c=5) s2:running s2:succeeded(y=38)
      s1:running s1:succeeded(z=42) SUCCESS`,
    results: { a: 1, b: 3, c: 5, y: 38, z: 42 },
  },
  {
    // Links made by hand, their deciders and depths have no counterpart: edges come from data only.
    id: 'G07',
    fact: 'a circle of data is refused when the flow is built',
    node: ({ loose }) =>
      graph(
        'g',
        loose('a', { takes: ['y'], gives: { x: 1 } }),
        loose('b', { takes: ['x'], gives: { y: 1 } }),
      ),
    mistakes: ["in 'g', these wait for one another: a → b → a"],
  },
  {
    // TaskFlow complains when somebody asks for the name, here a key is given once in any case.
    id: 'G07',
    fact: 'a key that two tasks provide is refused when the flow is built',
    node: ({ loose }) =>
      graph(
        'g',
        loose('a', { gives: { x: 1 } }),
        loose('b', { gives: { x: 2 } }),
        loose('c', { takes: ['x'] }),
      ),
    mistakes: ["in 'g', 'b' provides 'x', which is already provided"],
  },
  {
    // There is no switch to leave a requirement open: what a sibling provides, it provides.
    id: 'G09',
    fact: 'a sibling that provides what is required always feeds it',
    node: ({ step }) =>
      graph(
        'g',
        step('q', { takes: ['a', 'b'], tells: true }),
        step('p', { gives: { a: 1, b: 2 } }),
      ),
    events: 'RUNNING p:running p:succeeded(a=1, b=2) q:running q:succeeded SUCCESS',
    results: { a: 1, b: 2 },
    notes: ['q(a=1, b=2)'],
  },
  {
    id: 'G13',
    fact: 'a net of sums, one of them in a group, comes out right',
    input: { y1: 1, y2: 3, y3: 5, y4: 7, y5: 9 },
    node: ({ step }) =>
      graph(
        'g',
        linear(
          'l',
          step('add2', { takes: ['y3', 'y4'], sums: 'x2' }),
          step('add1', { takes: ['y1', 'y2'], sums: 'x1' }),
        ),
        step('add5', { takes: ['x1', 'x3'], sums: 'x5' }),
        step('add3', { takes: ['x1', 'x2'], sums: 'x3' }),
        step('add4', { takes: ['x2', 'y5'], sums: 'x4' }),
        step('add6', { takes: ['x5', 'x4'], sums: 'x6' }),
        rename(step('add7', { takes: ['left', 'right'], sums: 'x7' }), {
          requires: { left: 'x6', right: 'x6' },
        }),
      ),
    within: [
      'add2:succeeded(x2=12) add1:running add1:succeeded(x1=4) add3:running add3:succeeded(x3=16)',
      'add3:succeeded(x3=16) add5:running add5:succeeded(x5=20) add6:running',
      'add1:succeeded(x1=4) add4:running add4:succeeded(x4=21) add6:running',
      'add6:succeeded(x6=41) add7:running add7:succeeded(x7=82) SUCCESS',
    ],
    results: { x1: 4, x2: 12, x3: 16, x4: 21, x5: 20, x6: 41, x7: 82 },
  },
];
