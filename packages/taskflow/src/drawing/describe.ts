import type { Node } from '../authoring/node.ts';
import type { Blueprint } from '../kernel/index.ts';
import type { Description, TaskDescription } from './description.ts';

/**
 * A flow, or any node of one, as plain data.
 * Names that `rename` gave are the ones shown, since they are the ones that logs and events carry.
 *
 * @example
 * ```ts
 * import { describe, irreversible, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const pay = task({
 *   name: 'pay',
 *   requires: { amount: Type.Number(), note: Type.Optional(Type.String()) },
 *   execute: ({ amount }) => console.log(amount),
 *   revert: irreversible,
 * });
 * console.log(describe(pay));
 * ```
 *
 * ```text
 * {
 *   kind: 'task',
 *   name: 'pay',
 *   path: 'pay',
 *   requires: [ 'amount' ],
 *   optional: [ 'note' ],
 *   provides: [],
 *   revert: 'irreversible',
 *   bestEffort: false,
 *   remote: false
 * }
 * ```
 */
export function describe(node: Node): Description {
  return describeAt(node.blueprint, '', node.name);
}

function describeAt(blueprint: Blueprint, parent: string, name: string): Description {
  const path = parent === '' ? name : `${parent}/${name}`;
  const inside = (node: Blueprint): Description => describeAt(node, path, node.name);
  switch (blueprint.kind) {
    case 'task': {
      const { kind, requires, optional, provides, revert, bestEffort, remote } = blueprint;
      return { kind, name, path, requires, optional, provides, revert, bestEffort, remote };
    }
    case 'linear':
    case 'parallel':
      return { kind: blueprint.kind, name, path, nodes: blueprint.nodes.map(inside) };
    case 'graph': {
      const nodes = blueprint.nodes.map(inside);
      return { kind: 'graph', name, path, nodes, edges: edgesOf(blueprint.nodes, nodes) };
    }
    case 'when': {
      const nodes = blueprint.arms.map(inside);
      return { kind: 'when', name, path, nodes, condition: name, otherwise: nodes.length > 1 };
    }
    case 'flow': {
      const nodes = [inside(blueprint.node)];
      const notes = notesOf(nodes);
      const { version } = blueprint;
      return { kind: 'flow', name, path, nodes, version, ...(notes.length > 0 && { notes }) };
    }
    case 'rename':
    case 'inject':
      return describeAt(blueprint.node, parent, name);
  }
}

/** Who feeds whom among the children of a graph. */
function edgesOf(
  blueprints: readonly Blueprint[],
  nodes: readonly Description[],
): (readonly [string, string])[] {
  const giver = new Map<string, string>();
  blueprints.forEach((blueprint, index) => {
    for (const key of keysOf(blueprint, 'provides')) giver.set(key, nodes[index]?.path ?? '');
  });
  const edges: (readonly [string, string])[] = [];
  blueprints.forEach((blueprint, index) => {
    const to = nodes[index]?.path ?? '';
    const from = new Set([...keysOf(blueprint, 'requires')].flatMap((key) => giver.get(key) ?? []));
    from.delete(to);
    for (const path of from) edges.push([path, to]);
  });
  return edges;
}

function keysOf(blueprint: Blueprint, side: 'requires' | 'provides'): Set<string> {
  switch (blueprint.kind) {
    case 'task':
      return new Set(
        side === 'requires' ? [...blueprint.requires, ...blueprint.optional] : blueprint.provides,
      );
    case 'linear':
    case 'parallel':
    case 'graph':
      return new Set(blueprint.nodes.flatMap((node) => [...keysOf(node, side)]));
    case 'when': {
      const own = side === 'requires' ? [...blueprint.requires, ...blueprint.optional] : [];
      return new Set([...own, ...blueprint.arms.flatMap((arm) => [...keysOf(arm, side)])]);
    }
    case 'flow':
      return side === 'requires'
        ? new Set([...blueprint.requires, ...blueprint.optional])
        : keysOf(blueprint.node, side);
    case 'rename':
      return new Set([...keysOf(blueprint.node, side)].map((key) => blueprint[side][key] ?? key));
    case 'inject':
      return new Set(
        [...keysOf(blueprint.node, side)].filter(
          (key) => side === 'provides' || !(key in blueprint.values),
        ),
      );
  }
}

/** What an author may want to know: what stays after a pivot cannot be reverted any more. */
function notesOf(nodes: readonly Description[]): string[] {
  const tasks = [...tasksIn(nodes)];
  const pivot = tasks.findIndex((task) => task.revert === 'irreversible');
  if (pivot < 0) return [];
  return tasks
    .slice(pivot + 1)
    .filter((task) => task.revert === 'function' || task.revert === 'receiver')
    .map(
      (task) =>
        `'${task.name}' comes after the pivot '${tasks[pivot]?.name ?? ''}': its revert is never called`,
    );
}

function* tasksIn(nodes: readonly Description[]): Generator<TaskDescription> {
  for (const node of nodes) {
    if (node.kind === 'task') yield node;
    else yield* tasksIn(node.nodes);
  }
}
