// Goal: the fingerprint of a plan changes with all that decides how its log is read, with nothing
// else, and is the same on any machine.
import { fingerprint } from '@conductor/taskflow/kernel';
import type { Atom, Blueprint, Plan } from '@conductor/taskflow/kernel';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { choice, flow, group, planOf, task } from './blueprint.ts';
import { always, runs } from './property.ts';
import { randomFlow } from './random-flow.ts';

vi.setConfig({ testTimeout: 10_000 + 50 * runs });

const a = task('a');
const b = task('b');
const takes = task('a', { requires: ['i'] });
const gives = task('a', { provides: ['x', 'y'] });
const order = (...nodes: readonly Blueprint[]) => group('linear', 'l', ...nodes);

/** Two nodes that differ in one thing; each is put into a flow that is given `i`. */
const different: Readonly<Record<string, readonly [one: Blueprint, other: Blueprint]>> = {
  'the name of a task': [a, b],
  'the name of a group': [group('linear', 'l', a), group('linear', 'm', a)],
  'a task more': [order(a), order(a, b)],
  'the order of tasks': [order(a, b), order(b, a)],
  'the order of writing': [group('parallel', 'p', a, b), group('parallel', 'p', b, a)],
  'in order or at once': [group('linear', 'l', a, b), group('parallel', 'l', a, b)],
  'who waits for whom': [
    group('graph', 'g', gives, task('b', { requires: ['x'] })),
    group('graph', 'g', gives, task('b', { requires: ['i'] })),
  ],
  'a task or a choice': [a, choice('a')],
  'what is required': [takes, a],
  'what is required or optional': [takes, task('a', { optional: ['i'] })],
  'an optional input that nobody gives': [task('a', { optional: ['nobody'] }), a],
  'what is provided': [task('a', { provides: ['x'] }), task('a', { provides: ['y'] })],
  'which of two values is read': [order(gives, reading('x')), order(gives, reading('y'))],
  'the key under which a value goes out': [sending('v'), sending('w')],
  'the kind of revert': [a, task('a', { revert: 'nothing' })],
  'whether a failure is tolerated': [a, task('a', { bestEffort: true })],
  'where a task is performed': [a, task('a', { remote: true })],
  'an arm more': [choice('c', a), choice('c', a, b)],
  'what stands in which arm': [
    choice('c', a, group('parallel', 'p')),
    choice('c', group('parallel', 'p'), a),
  ],
  'what a choice asks for': [choice('c', a), { ...choice('c', a), requires: ['i'] }],
  'whether a constant is given': [takes, given(1)],
};

describe('it changes with', () => {
  it.each(Object.entries(different))('%s', (_, [one, other]) => {
    expect(printOf(one)).not.toBe(printOf(other));
  });

  it('the name of the flow and of its inputs', () => {
    const flows = [
      flow('f', a),
      flow('g', a),
      flow('f', a, { requires: ['i'] }),
      flow('f', a, { requires: ['j'] }),
      flow('f', a, { requires: ['i', 'j'] }),
    ];
    expect(new Set(flows.map((each) => fingerprint(planOf(each)))).size).toBe(flows.length);
  });
});

describe('it does not change with', () => {
  it('the version', () => {
    const one = flow('f', order(a, b));
    expect(fingerprint(planOf({ ...one, version: 2 }))).toBe(fingerprint(planOf(one)));
  });

  it('the order in which keys are written', () => {
    const prints = [
      ['i', 'j'],
      ['j', 'i'],
    ].map((inputs) => {
      const provides = inputs.map((key) => `from ${key}`);
      const source = task('s', { requires: inputs, provides });
      const reader = task('r', { requires: [...provides, ...inputs] });
      const also = { requires: inputs };
      return fingerprint(planOf(flow('f', order(source, reader), also)));
    });
    expect(prints[0]).toBe(prints[1]);
  });
});

describe('a constant counts', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const twice = { x: 1 };
  class Client {
    readonly port = Math.random();
  }
  const apart: readonly unknown[] = [
    ...[1, 2, '1', 1n, true, 'true', null, 'null', undefined, [], {}, '', [[]], ['a', 'b'], ['ab']],
    ...[{ a: 1 }, { a: 2 }, { b: 1 }, { a: { a: 1 } }, ['a'], { 0: 'a' }, circle, new Client()],
    ...[() => {}, Symbol('a')],
  ];
  const alike: readonly (readonly [one: unknown, other: unknown])[] = [
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [
      [twice, twice],
      [{ x: 1 }, { x: 1 }],
    ],
    [new Client(), new Client()],
    [() => 1, () => 2],
  ];

  it('by its content', () => {
    expect(new Set(apart.map((value) => printOf(given(value)))).size).toBe(apart.length);
  });

  it.each(alike)('the same when it is equal: %s and %s', (one, other) => {
    expect(printOf(given(one))).toBe(printOf(given(other)));
  });

  it('however deep it is, and however often it holds the same', () => {
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level++) deep = [deep, deep];
    expect(printOf(given(deep))).not.toBe(printOf(given([])));
  });
});

describe('of any flow, it', () => {
  it('is the same for a copy', () => {
    always(randomFlow(), ({ flow: one }) => {
      const [print, copy] = [one, structuredClone(one)].map((each) => fingerprint(planOf(each)));
      expect(copy).toBe(print);
      expect(print).toMatch(/^[0-9a-f]{16}$/);
    });
  });

  it('changes with every field of every atom', () => {
    always(fc.tuple(randomFlow(), fc.nat()), ([{ flow: one }, nth]) => {
      const plan = planOf(one);
      const index = nth % plan.atoms.length;
      const changed = plan.atoms.flatMap((atom) => (atom.index === index ? changesOf(atom) : []));
      const prints = [plan, ...changed.map((atom) => withAtom(plan, atom))].map(fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    });
  });
});

it('is the same on any machine and in any version of the library', () => {
  const whole = order(task('ä', { requires: ['i'], provides: ['x'], revert: 'irreversible' }), {
    ...choice('c', given({ list: [1, '🙂', null] }), b),
    requires: ['x'],
  });
  expect(printOf(whole)).toBe('b9c74c8f72771a1f');
});

function printOf(node: Blueprint): string {
  return fingerprint(planOf(flow('f', node, { requires: ['i'] })));
}

function reading(key: string): Blueprint {
  const node = task('r', { requires: ['k'] });
  return { kind: 'rename', name: 'r', requires: { k: key }, provides: {}, node };
}

function sending(key: string): Blueprint {
  const node = task('s', { provides: ['k'] });
  return { kind: 'rename', name: 's', requires: {}, provides: { k: key }, node };
}

function given(value: unknown): Blueprint {
  return { kind: 'inject', name: 'a', values: { i: value }, node: takes };
}

function changesOf(atom: Atom): Atom[] {
  return [
    { ...atom, kind: atom.kind === 'task' ? 'choice' : 'task' },
    { ...atom, path: `${atom.path}!` },
    { ...atom, before: [...atom.before, 1_000] },
    { ...atom, reads: [...atom.reads, { name: 'more', slot: -1, optional: true }] },
    { ...atom, writes: [...atom.writes, { name: 'more', slot: 1_000, inherited: false }] },
    { ...atom, revert: atom.revert === 'function' ? 'receiver' : 'function' },
    { ...atom, bestEffort: !atom.bestEffort },
    { ...atom, remote: !atom.remote },
    { ...atom, arms: [...atom.arms, { from: 0, to: 0 }] },
    ...atom.before.map((_, at) => ({ ...atom, before: atom.before.toSpliced(at, 1) })),
    ...atom.writes.map((_, at) => ({ ...atom, writes: atom.writes.toSpliced(at, 1) })),
    ...atom.arms.map((arm, at) => ({
      ...atom,
      arms: atom.arms.with(at, { ...arm, to: arm.to + 1 }),
    })),
    ...atom.reads.flatMap((read, at) =>
      [
        { ...read, name: `${read.name}!` },
        { ...read, optional: !read.optional },
        { ...read, constant: { value: 'another' } },
      ].map((other) => ({ ...atom, reads: atom.reads.with(at, other) })),
    ),
  ];
}

function withAtom(plan: Plan, atom: Atom): Plan {
  return { ...plan, atoms: plan.atoms.with(atom.index, atom) };
}
