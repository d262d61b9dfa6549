// Goal: a fact costs the degree of its atom, whatever the size of the flow, and no length of flow
// overflows the stack.
// Method: looks are counted, not time: every array of the plan and of the state counts how often
// one of its places is read or written. The sets of ready tasks are trees of a few levels and are
// not counted.
import { decide, emptyState, evolve, statusesOf } from '@conductor/taskflow/kernel';
import type { Blueprint, Fact, Plan, RunOutcome, State } from '@conductor/taskflow/kernel';
import { describe, expect, it, vi } from 'vitest';

import { choice, flow, group, planOf, task } from './blueprint.ts';
import { say } from './log.ts';

vi.setConfig({ testTimeout: 30_000 });

describe('the looks that facts cost', () => {
  it('are the same for each fact of a chain, however long it is', () => {
    const [short, long] = [100, 1_000].map((length) => {
      const costs = costsOf(planOf(flow('f', chain(length))), `t${length - 1}`);
      const each = costs.filter(({ type }) => type !== 'run-started' && type !== 'task-failed');
      return each.map(({ type, looks }) => `${type} ${looks}`);
    });
    expect(short?.length).toBeGreaterThan(0);
    expect(new Set(long)).toEqual(new Set(short));
  });

  it('are for the fact that turns a run back in proportion to what stands', () => {
    const [once, twice] = [1_000, 2_000].map((length) => {
      const costs = costsOf(planOf(flow('f', chain(length))), `t${length - 1}`);
      return costs.find(({ type }) => type === 'task-failed')?.looks ?? 0;
    });
    expect(once).toBeGreaterThan(1_000);
    expect(twice).toBeLessThan(2.1 * (once ?? 0));
  });

  it.each<[string, (size: number) => Blueprint]>([
    ['a chain', (size) => chain(size)],
    ['wide groups one after another', (size) => group('linear', 'l', ...layers(size))],
    ['a graph in which all read from one and one from all', (size) => star(size)],
    ['a choice that skips all', (size) => choice('c', chain(size))],
  ])('are in proportion to the tasks and edges of %s, there and back', (_, shape) => {
    for (const size of [100, 1_000]) {
      const plan = planOf(flow('f', group('linear', 'all', shape(size), task('last'))));
      const edges = plan.atoms.reduce((sum, { after }) => sum + after.length, 0);
      const looks = costsOf(plan, 'last').reduce((sum, cost) => sum + cost.looks, 0);
      expect(looks).toBeLessThan(30 * (plan.atoms.length + edges));
    }
  });
});

describe('a flow of a hundred thousand tasks', () => {
  const many = 100_000;

  it.each<[string, Blueprint, number]>([
    ['in order', chain(many), many],
    ['in order, with nothing to undo', chain(many, { revert: 'nothing' }), many],
    ['at once', { ...group('parallel', 'p'), nodes: tasks('t', many) }, many],
    ['in an arm not taken', choice('c', chain(many)), 0],
  ])('runs and is reverted %s', (_, body, count) => {
    const plan = planOf(flow('f', group('linear', 'all', body, task('last'))));
    const state = emptyState(plan);
    let starts = 0;
    const outcome = play(state, 'last', (fact) => {
      if (fact.type === 'task-started') starts += 1;
    });
    expect(outcome).toBe('REVERTED');
    expect(starts).toBe(count + 1);
    const left = [...statusesOf(state).values()].filter((status) => status !== 'reverted');
    expect(new Set(left)).toEqual(new Set(count === 0 ? ['skipped'] : []));
  });
});

function tasks(name: string, count: number, also: Parameters<typeof task>[1] = {}): Blueprint[] {
  return Array.from({ length: count }, (_, n) => task(`${name}${n}`, also));
}

function chain(length: number, also: Parameters<typeof task>[1] = {}): Blueprint {
  return { ...group('linear', 'chain'), nodes: tasks('t', length, also) };
}

function layers(size: number): Blueprint[] {
  return ['a', 'b', 'c'].map((name) => group('parallel', name, ...tasks(name, size)));
}

function star(size: number): Blueprint {
  const keys = Array.from({ length: size }, (_, n) => `k${n}`);
  return group(
    'graph',
    'star',
    task('end', { requires: keys }),
    ...keys.map((key, n) => task(`t${n}`, { requires: ['k'], provides: [key] })),
    task('start', { provides: ['k'] }),
  );
}

interface Cost {
  readonly type: Fact['type'];
  /** Looks of taking the fact and of asking what to do next. */
  readonly looks: number;
}

/** What each fact costs of a run in which one task fails. */
function costsOf(plan: Plan, fails: string): Cost[] {
  let looks = 0;
  const count = (more: number): void => {
    looks += more;
  };
  const atoms = plan.atoms.map((atom) => ({
    ...atom,
    before: counted(atom.before, count),
    after: counted(atom.after, count),
  }));
  const state = emptyState({ ...plan, atoms: counted(atoms, count) });
  for (const name of Object.keys(state)) {
    const value: unknown = Reflect.get(state, name);
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      Reflect.set(state, name, counted<object>(value, count));
    }
  }
  const costs: Cost[] = [];
  play(state, fails, ({ type }) => {
    costs.push({ type, looks });
    looks = 0;
  });
  return costs;
}

/** The same array, telling of each look at one of its places and of each call over all of them. */
function counted<T extends object>(array: T, count: (looks: number) => void): T {
  const tell = (key: string | symbol): void => {
    if (typeof key === 'string' && /^\d+$/.test(key)) count(1);
  };
  return new Proxy(array, {
    get(target, key) {
      tell(key);
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || !ArrayBuffer.isView(target)) return value;
      // The methods of a typed array take no proxy; they are counted as looking everywhere.
      count(target.byteLength);
      return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
    },
    set(target, key, value) {
      tell(key);
      return Reflect.set(target, key, value);
    },
  });
}

/** Runs one task at a time; tells each fact after it was taken and the next command decided. */
function play(state: State, fails: string, told: (fact: Fact) => void): RunOutcome {
  const pending: Fact[] = [say.runStarted()];
  for (let fact = pending.pop(); fact !== undefined; fact = pending.pop()) {
    evolve(state, fact);
    const [command] = decide(state, 1);
    told(fact);
    if (fact.type === 'run-finished') return fact.outcome;
    if (pending.length > 0 || command === undefined || command.do === 'wait') continue;
    if (command.do === 'finish') {
      pending.push(say.runFinished(command.outcome));
      continue;
    }
    if (command.do === 'suspend') throw new Error('nobody asked the run to rest');
    const { path, name } = command.atom;
    if (command.do === 'choose') pending.push(say.chosen(path, -1));
    else if (command.do === 'revert')
      pending.push(say.revertSucceeded(path), say.revertStarted(path));
    else pending.push(name === fails ? say.failed(path) : say.succeeded(path), say.started(path));
  }
  throw new Error('the run did not end');
}
