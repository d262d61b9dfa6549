import type {
  Blueprint,
  ChoiceBlueprint,
  FlowBlueprint,
  GroupBlueprint,
  TaskBlueprint,
} from '@conductor/taskflow/kernel';

import { givesOf, needsOf } from './sources.ts';

/** A task or a choice of a flow, with everything that comes before it and after it. */
export interface Leaf {
  readonly path: string;
  /** The last name of the path: a rename may have given another than the blueprint has. */
  readonly name: string;
  readonly node: TaskBlueprint | ChoiceBlueprint;
  readonly before: Set<Leaf>;
  readonly after: Set<Leaf>;
  /** The arms in which it stands, the innermost last. */
  readonly arms: readonly { readonly choice: Leaf; readonly arm: number }[];
}

/**
 * The leaves of a flow in the order of writing. Their order is told from the blueprint by what each
 * kind of group says of any two of its nodes; plans, edges and joins are not known here.
 */
export function leavesOf(flow: FlowBlueprint): readonly Leaf[] {
  return leavesIn(flow.node, flow.name, flow.node.name, []);
}

/** For each node of a graph, the places of those that must come first, near and far. */
export function graphOrder(graph: GroupBlueprint): readonly ReadonlySet<number>[] {
  const giver = new Map<string, number>();
  graph.nodes.forEach((node, place) => {
    for (const key of givesOf(node, '').keys()) giver.set(key, place);
  });
  const far = graph.nodes.map(() => new Set<number>());
  const visit = (place: number, from: number): void => {
    const node = graph.nodes[from];
    for (const key of node === undefined ? [] : needsOf(node)) {
      const source = giver.get(key);
      if (source === undefined || far[place]?.has(source) === true) continue;
      far[place]?.add(source);
      visit(place, source);
    }
  };
  for (const place of graph.nodes.keys()) visit(place, place);
  return far;
}

function leavesIn(node: Blueprint, scope: string, name: string, arms: Leaf['arms']): Leaf[] {
  const path = `${scope}/${name}`;
  switch (node.kind) {
    case 'task':
      return [{ path, name, node, before: new Set(), after: new Set(), arms }];
    case 'linear':
    case 'parallel':
    case 'graph': {
      const parts = node.nodes.map((inner) => leavesIn(inner, path, inner.name, arms));
      const far = node.kind === 'graph' ? graphOrder(node) : undefined;
      parts.forEach((part, to) => {
        parts.forEach((earlier, from) => {
          const first = node.kind === 'linear' ? from < to : (far?.[to]?.has(from) ?? false);
          if (first) putBefore(earlier, part);
        });
      });
      return parts.flat();
    }
    case 'when': {
      const choice: Leaf = { path, name, node, before: new Set(), after: new Set(), arms };
      const inside = node.arms.flatMap((inner, arm) =>
        leavesIn(inner, path, inner.name, [...arms, { choice, arm }]),
      );
      putBefore([choice], inside);
      return [choice, ...inside];
    }
    case 'flow':
      return leavesIn(node.node, path, node.node.name, arms);
    case 'rename':
    case 'inject':
      return leavesIn(node.node, scope, name, arms);
  }
}

function putBefore(earlier: readonly Leaf[], later: readonly Leaf[]): void {
  for (const first of earlier) {
    for (const then of later) {
      first.after.add(then);
      then.before.add(first);
    }
  }
}
