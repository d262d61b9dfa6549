import type { Atom, Blueprint, FlowBlueprint, Plan } from '@conductor/taskflow/kernel';
import { describe, expect, it, vi } from 'vitest';

import { choice, flow, group, mistakesOf, planOf, task } from './blueprint.ts';
import { leavesOf } from './leaves.ts';
import { agree, always, runs } from './property.ts';
import { randomFlow } from './random-flow.ts';

vi.setConfig({ testTimeout: 10_000 + 50 * runs });

describe('the plan of a flow', () => {
  it('names each task and choice by the names around it', () => {
    const inner = flow('inner', group('parallel', 'p', task('a'), choice('c', task('b'))));
    const renamed: Blueprint = {
      ...{ kind: 'rename', name: 'again', requires: {}, provides: {} },
      node: task('a'),
    };
    const plan = planOf(flow('f', group('linear', 'l', inner, renamed)));
    const paths = ['f/l/inner/p/a', 'f/l/inner/p/c', 'f/l/inner/p/c/b', 'f/l/again'];
    expect([...plan.indexOf.keys()]).toEqual(paths);
    expect(paths.map((path) => at(plan, path).name)).toEqual(['a', 'c', 'b', 'again']);
  });

  it('says of a task what its blueprint says', () => {
    const odd = task('t', { revert: 'receiver', bestEffort: true, remote: true });
    expect(at(planOf(flow('f', odd)), 'f/t')).toMatchObject({
      ...{ kind: 'task', revert: 'receiver', bestEffort: true, remote: true, arms: [] },
    });
  });

  it('keeps the atoms of each arm side by side', () => {
    const plan = planOf(
      flow('f', choice('c', group('linear', 'l', task('a'), task('b')), task('d'))),
    );
    const { arms } = at(plan, 'f/c');
    const names = arms.map(({ from, to }) => plan.atoms.slice(from, to).map(({ name }) => name));
    expect(names).toEqual([['a', 'b'], ['d']]);
  });

  it('orders exactly what the blueprint orders', () => {
    always(randomFlow(), ({ flow: blueprint }) => {
      const plan = planOf(blueprint);
      const told = leavesOf(blueprint).map(({ path, before }) => [path, pathsOf(before)]);
      const far = farBefore(plan);
      const leaves = plan.atoms.filter(({ kind }) => kind !== 'join');
      agree(
        leaves.map((atom) => [atom.path, pathsOf(far.get(atom) ?? [])]),
        told,
        'who comes before whom, near or far',
      );
    });
  });

  it('has each edge once, seen from both ends, and no more edges than three for each atom', () => {
    always(randomFlow(), ({ flow: blueprint }) => {
      const { atoms } = planOf(blueprint);
      const forth = atoms.flatMap(({ index, after }) => after.map((to) => `${index} → ${to}`));
      const back = atoms.flatMap(({ index, before }) => before.map((from) => `${from} → ${index}`));
      agree(new Set(forth).size, forth.length, 'edges');
      agree(forth.toSorted(), back.toSorted(), 'edges from both ends');
      if (!JSON.stringify(blueprint).includes('"kind":"graph"')) {
        expect(forth.length).toBeLessThanOrEqual(3 * atoms.length);
      }
    });
  });
});

describe('edges add and never multiply', () => {
  const many = 1_000;
  const wide = (name: string, requires: (n: number) => string[] = () => []): Blueprint =>
    group('parallel', name, ...each(many, (n) => task(`${name}${n}`, { requires: requires(n) })));
  const givers = each(many, (n) => task(`g${n}`, { provides: [`k${n}`] }));
  const oneKey = task('one', { provides: ['k'] });

  it.each<[string, FlowBlueprint, number]>([
    ['wide after wide', flow('f', group('linear', 'l', wide('a'), wide('b'))), 2 * many],
    [
      'wide after a choice between wide arms',
      flow('f', group('linear', 'l', choice('c', wide('a'), wide('b')), wide('d'))),
      5 * many,
    ],
    [
      'in a graph, wide after many',
      flow(
        'f',
        group(
          'graph',
          'g',
          wide('a', (n) => [`k${n}`]),
          ...givers,
        ),
      ),
      2 * many,
    ],
    [
      'in a graph, many after wide',
      flow(
        'f',
        group(
          'graph',
          'g',
          group('parallel', 'p', oneKey, wide('a')),
          ...each(many, (n) => task(`b${n}`, { requires: ['k'] })),
        ),
      ),
      2 * many + 1,
    ],
  ])('%s', (_, blueprint, edges) => {
    const { atoms } = planOf(blueprint);
    expect(atoms.reduce((sum, { after }) => sum + after.length, 0)).toBe(edges);
  });
});

describe('nodes of a graph that wait for one another', () => {
  const feeds = (name: string, from: string, ...to: readonly string[]): Blueprint =>
    task(name, { requires: [from], provides: to });

  it.each<[string, Blueprint[], string]>([
    ['two', [feeds('a', 'y', 'x'), feeds('b', 'x', 'y')], 'a → b → a'],
    [
      'three, in the order of their data',
      [feeds('a', 'z', 'x'), feeds('c', 'y', 'z'), feeds('b', 'x', 'y')],
      'a → b → c → a',
    ],
    [
      'two, without those who only wait for them or feed them',
      [
        task('start', { provides: ['s'] }),
        task('end', { requires: ['x'] }),
        task('a', { requires: ['s', 'y'], provides: ['x'] }),
        feeds('b', 'x', 'y'),
      ],
      'a → b → a',
    ],
    [
      'two groups, whose tasks do not',
      [
        group('parallel', 'p', feeds('a', 'y', 'x'), task('b')),
        group('linear', 'l', task('c'), feeds('d', 'x', 'y')),
      ],
      'p → l → p',
    ],
    [
      'two, by an input that may stay away',
      [task('a', { optional: ['y'], provides: ['x'] }), feeds('b', 'x', 'y')],
      'a → b → a',
    ],
  ])('%s', (_, nodes, cycle) => {
    const mistakes = mistakesOf(flow('f', group('graph', 'g', ...nodes)));
    expect(mistakes).toEqual([
      {
        code: 'CYCLE',
        message: `taskflow: in 'g', these wait for one another: ${cycle}`,
        task: cycle.slice(0, cycle.indexOf(' ')),
      },
    ]);
  });
});

describe('a node without tasks', () => {
  const reader = flow('reader', group('linear', 'empty'), { requires: ['k'] });
  const nodes = [task('a', { provides: ['k'] }), reader, task('b', { requires: ['k'] })];

  it.each(['linear', 'graph'] as const)('keeps nobody waiting, in a %s', (kind) => {
    const before = group(kind, 'inner', ...nodes.slice(0, 2));
    const plan = planOf(flow('f', group('graph', 'outer', before, ...nodes.slice(2))));
    expect(at(plan, 'f/outer/b').before).toEqual([at(plan, 'f/outer/inner/a').index]);
  });

  it('may be an arm, and then what follows waits for the choice once', () => {
    const arms = [group('linear', 'yes'), group('linear', 'no')];
    const plan = planOf(flow('f', group('linear', 'l', choice('c', ...arms), task('t'))));
    expect(at(plan, 'f/l/t').before).toEqual([at(plan, 'f/l/c').index]);
  });

  it('may be a whole flow', () => {
    expect(planOf(flow('f', group('parallel', 'p'))).atoms).toEqual([]);
  });
});

function each<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function at(plan: Plan, path: string): Atom {
  const atom = plan.atoms[plan.indexOf.get(path) ?? -1];
  if (atom === undefined) throw new Error(`the plan has no '${path}'`);
  return atom;
}

function pathsOf(nodes: Iterable<{ readonly path: string }>): string[] {
  return [...nodes].map(({ path }) => path).toSorted();
}

/** For each atom every task and choice before it, whatever joins are between. */
function farBefore(plan: Plan): Map<Atom, Set<Atom>> {
  const far = new Map<Atom, Set<Atom>>();
  const visit = (atom: Atom): Set<Atom> => {
    const known = far.get(atom);
    if (known !== undefined) return known;
    const all = new Set<Atom>();
    for (const index of atom.before) {
      const before = plan.atoms[index];
      if (before === undefined) continue;
      if (before.kind !== 'join') all.add(before);
      for (const one of visit(before)) all.add(one);
    }
    far.set(atom, all);
    return all;
  };
  for (const atom of plan.atoms) visit(atom);
  return far;
}
