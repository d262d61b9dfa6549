import type { Blueprint, FlowBlueprint } from '@conductor/taskflow/kernel';
import type fc from 'fast-check';

import { flow, group, task } from './blueprint.ts';
import { randomShape } from './shape.ts';
import type { Fate, GroupShape, Shape, Take, TaskShape, WhenShape, WrapShape } from './shape.ts';
import { needsOf } from './sources.ts';

/** A flow without mistakes, and what will become of each task and choice in it, by name. */
export interface RandomFlow {
  readonly flow: FlowBlueprint;
  readonly fates: ReadonlyMap<string, Fate>;
}

/** Flows of every kind of node, nested in one another and fed by one another's values. */
export function randomFlow(): fc.Arbitrary<RandomFlow> {
  return randomShape().map((root) => {
    const wiring = new Wiring();
    const inputs = [
      { name: 'given', certain: true },
      { name: 'maybe', certain: false },
    ];
    const { node } = wiring.node(root, inputs);
    const closed = flow('f', node, { requires: ['given'], optional: ['maybe'] });
    return { flow: closed, fates: wiring.fates };
  });
}

/** A key that a node may take; an uncertain one only as an optional input. */
interface Key {
  readonly name: string;
  readonly certain: boolean;
}

interface Wired {
  readonly node: Blueprint;
  readonly gives: readonly Key[];
}

/** Names the nodes of a shape, and feeds each from what is at hand where it stands. */
class Wiring {
  readonly fates = new Map<string, Fate>();
  #count = 0;

  node(shape: Shape, have: readonly Key[]): Wired {
    switch (shape.kind) {
      case 'task':
        return this.#task(shape, have);
      case 'linear':
      case 'parallel':
      case 'graph':
        return this.#group(shape, have);
      case 'when':
        return this.#when(shape, have);
      case 'flow':
        return this.#flow(shape, have);
      case 'rename':
        return this.#rename(shape.node, have);
      case 'inject':
        return this.#inject(shape.node, have);
    }
  }

  #task({ takes, gives, revert, bestEffort, fate }: TaskShape, have: readonly Key[]): Wired {
    const name = this.#name('t');
    this.fates.set(name, fate);
    const provides = Array.from({ length: gives }, () => this.#name('k'));
    return {
      node: task(name, { ...taken(takes, have), provides, revert, bestEffort }),
      gives: provides.map((key) => ({ name: key, certain: !bestEffort })),
    };
  }

  #group({ kind, nodes, ranks }: GroupShape, have: readonly Key[]): Wired {
    const name = this.#name(kind);
    const rank = (place: number): number => (kind === 'graph' ? (ranks[place] ?? 0) : place);
    const inOrder = [...nodes.entries()].sort(([a], [b]) => rank(a) - rank(b));
    const wired = new Map<number, Wired>();
    const given: Key[] = [];
    for (const [place, shape] of inOrder) {
      const one = this.node(shape, kind === 'parallel' ? have : [...have, ...given]);
      wired.set(place, one);
      given.push(...one.gives);
    }
    const written = [...nodes.keys()].flatMap((place) => wired.get(place)?.node ?? []);
    return { node: group(kind, name, ...written), gives: given };
  }

  #when({ takes, arms, fate, shared }: WhenShape, have: readonly Key[]): Wired {
    const name = this.#name('c');
    // Of two arms one is always taken, of one arm none may be.
    this.fates.set(name, { ...fate, arm: arms.length === 1 ? fate.arm - 1 : fate.arm });
    // What both arms provide is read in each of them, too.
    const common = shared && arms.length === 2 ? [{ name: this.#name('k'), certain: true }] : [];
    const wired = arms.map((arm) => this.node(arm, [...have, ...common]));
    const nodes = wired.map(({ node }) =>
      common.length === 0 ? node : group('linear', this.#name('l'), this.#giver(common), node),
    );
    const gives = wired.flatMap((arm) => arm.gives.map((key) => ({ ...key, certain: false })));
    return {
      node: { kind: 'when', name, ...taken(takes, have), arms: nodes },
      gives: [...gives, ...common],
    };
  }

  #giver(keys: readonly Key[]): Blueprint {
    const name = this.#name('t');
    this.fates.set(name, { forward: 'succeeds', revertFails: false, arm: -1 });
    return task(name, { provides: keys.map((key) => key.name) });
  }

  #flow({ takes, node }: WrapShape, have: readonly Key[]): Wired {
    const { requires, optional } = taken(takes, have);
    const inside = [
      ...optional.map((name) => ({ name, certain: false })),
      ...requires.map((name) => ({ name, certain: true })),
    ];
    const body = this.node(node, inside);
    return { ...body, node: flow(this.#name('flow'), body.node, { requires, optional }) };
  }

  /** Every key has another name inside, and every key that comes out gets a new one. */
  #rename(shape: Shape, have: readonly Key[]): Wired {
    const within = new Map(have.map((key) => [`${key.name}'`, key]));
    const inside = [...within].map(([name, { certain }]) => ({ name, certain }));
    const { node, gives } = this.node(shape, inside);
    const name = `${node.name}'`;
    const fate = this.fates.get(node.name);
    if (fate !== undefined) this.fates.set(name, fate);
    const outside = gives.map((key) => ({ from: key.name, to: { ...key, name: this.#name('k') } }));
    const requires = [...needsOf(node)].flatMap((key) => {
      const outer = within.get(key);
      return outer === undefined ? [] : [[key, outer.name] as const];
    });
    return {
      node: {
        kind: 'rename',
        name,
        requires: Object.fromEntries(requires),
        provides: Object.fromEntries(outside.map(({ from, to }) => [from, to.name])),
        node,
      },
      gives: outside.map(({ to }) => to),
    };
  }

  #inject(shape: Shape, have: readonly Key[]): Wired {
    const key = this.#name('constant');
    const { node, gives } = this.node(shape, [...have, { name: key, certain: true }]);
    if (!needsOf(node).has(key)) return { node, gives };
    return { node: { kind: 'inject', name: node.name, values: { [key]: key }, node }, gives };
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}${this.#count}`;
  }
}

function taken(takes: readonly Take[], have: readonly Key[]) {
  const requires = new Set<string>();
  const optional = new Set<string>();
  for (const { nth, optional: mayStayAway } of takes) {
    const key = have.at(-1 - (nth % Math.max(1, have.length)));
    if (key === undefined) optional.add('nobody gives this');
    else if (key.certain && !mayStayAway) requires.add(key.name);
    else optional.add(key.name);
  }
  return { requires: [...requires], optional: [...optional].filter((key) => !requires.has(key)) };
}
