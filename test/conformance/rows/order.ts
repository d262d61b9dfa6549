import { flow, graph, linear, parallel, rename } from '@conductor/taskflow';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

/** Rules 1 to 4: what comes before what, in both directions. */
export const orderRows: readonly Row[] = [
  {
    id: '3.1',
    fact: 'a task starts when all before it is done, through groups in groups',
    node: ({ step }) =>
      linear(
        'l',
        parallel('p', step('a', { slow: 100 }), linear('q', step('b'), step('c'))),
        parallel('r', step('d'), step('e')),
      ),
    chains: [
      'RUNNING a:running a:succeeded d:running d:succeeded SUCCESS',
      'RUNNING b:running b:succeeded c:running c:succeeded d:running',
      'a:succeeded e:running e:succeeded SUCCESS',
      'c:succeeded e:running',
    ],
  },
  {
    id: '3.1',
    fact: 'a branch goes on by itself, however slow its sibling is',
    ways: 'parallel',
    node: ({ step }) =>
      parallel('p', step('a', { slow: 100 }), linear('q', step('b'), step('c'), step('d'))),
    events: `
      RUNNING a:running b:running b:succeeded c:running c:succeeded d:running d:succeeded
      a:succeeded SUCCESS`,
  },
  {
    id: '3.1',
    fact: 'a graph starts each task as soon as those that feed it are done',
    ways: 'parallel',
    node: ({ step }) =>
      graph(
        'g',
        step('d', { takes: ['b', 'c'] }),
        step('c', { takes: ['a'], gives: { c: 1 } }),
        step('b', { takes: ['a'], gives: { b: 1 }, slow: 100 }),
        step('e', { takes: ['c'] }),
        step('a', { gives: { a: 1 } }),
      ),
    events: `
      RUNNING a:running a:succeeded(a=1) c:running b:running c:succeeded(c=1) e:running e:succeeded
      b:succeeded(b=1) d:running d:succeeded SUCCESS`,
    results: { a: 1, b: 1, c: 1 },
  },
  {
    id: '3.1',
    fact: 'rollback is the exact reverse of the order in which the data flowed',
    node: diamond,
    chains: [
      `RUNNING a:running a:succeeded(a=1) b:running b:succeeded(b=1) d:running d:failed(X)
      REVERTING d:reverting d:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
      `a:succeeded(a=1) c:running c:succeeded(c=1) d:running d:failed(X)
      REVERTING d:reverting d:reverted c:reverting c:reverted a:reverting`,
    ],
    outcome: 'REVERTED',
    failures: ['d: X'],
  },
  {
    id: '3.1',
    fact: 'branches are reverted together, and what fed them after both',
    ways: 'parallel',
    node: diamond,
    within: [
      'd:reverted c:reverting b:reverting c:reverted b:reverted a:reverting a:reverted REVERTED',
    ],
    outcome: 'REVERTED',
    failures: ['d: X'],
  },
  {
    id: '3.1',
    fact: 'a branch is reverted by itself, however slow its sibling is',
    ways: 'parallel',
    node: ({ step }) =>
      linear(
        'l',
        parallel('p', linear('q', step('a'), step('b')), step('c', { revert: { slow: 100 } })),
        step('x', { fails: 'X' }),
      ),
    within: ['x:reverted b:reverting c:reverting b:reverted a:reverting a:reverted c:reverted'],
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    // TaskFlow's priorities are not built; where nothing orders two tasks, the writing does.
    id: '3.2',
    fact: 'tasks that are ready together start as they are written, and revert the other way round',
    node: ({ step }) =>
      linear(
        'l',
        parallel('p', step('c'), step('a'), step('b'), step('d')),
        step('x', { fails: 'X' }),
      ),
    within: [
      'c:running a:running b:running d:running',
      'd:reverting b:reverting a:reverting c:reverting',
    ],
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
  {
    id: '3.2',
    fact: 'with room for one, the branch that is written first goes first to its end',
    ways: 'serial',
    node: ({ step }) =>
      parallel(
        'p',
        linear('q', step('a'), step('b')),
        linear('r', step('c', { slow: 100 }), step('d')),
      ),
    events: `
      RUNNING a:running a:succeeded b:running b:succeeded c:running c:succeeded d:running
      d:succeeded SUCCESS`,
  },
  {
    id: '3.1',
    fact: 'a flow in a flow has names of its own',
    byPath: true,
    input: { from: 1 },
    node: ({ step }) => {
      const inner = flow(
        { name: 'inner' },
        linear('l', step('a'), step('b', { gives: { told: 1 } })),
      );
      return linear(
        'l',
        step('a'),
        inner,
        rename(inner, { name: 'again', provides: { told: 'retold' } }),
        step('b', { takes: ['told', 'retold', 'from'], sums: 'all' }),
      );
    },
    events: `
      RUNNING f/l/a:running f/l/a:succeeded
      f/l/inner/l/a:running f/l/inner/l/a:succeeded
      f/l/inner/l/b:running f/l/inner/l/b:succeeded(told=1)
      f/l/again/l/a:running f/l/again/l/a:succeeded
      f/l/again/l/b:running f/l/again/l/b:succeeded(told=1)
      f/l/b:running f/l/b:succeeded(all=3) SUCCESS`,
    results: { told: 1, retold: 1, all: 3 },
  },
  {
    id: '3.1',
    fact: 'a flow in a flow is reverted with the flow around it',
    node: ({ step }) =>
      linear(
        'l',
        step('a'),
        flow({ name: 'inner' }, parallel('p', step('b'), step('c'))),
        step('x', { fails: 'X' }),
      ),
    chains: [
      `RUNNING a:running a:succeeded b:running b:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
      'a:succeeded c:running c:succeeded x:running',
      'x:reverted c:reverting c:reverted a:reverting',
    ],
    outcome: 'REVERTED',
    failures: ['x: X'],
  },
];

function diamond({ step }: Stage) {
  return graph(
    'g',
    step('d', { takes: ['b', 'c'], fails: 'X' }),
    step('b', { takes: ['a'], gives: { b: 1 }, revert: { slow: 100 } }),
    step('c', { takes: ['a'], gives: { c: 1 }, revert: { slow: 100 } }),
    step('a', { gives: { a: 1 } }),
  );
}
