import type { Blueprint, FlowBlueprint } from '@conductor/taskflow/kernel';

/** Where a value may come from: the input, an injected constant, or what a task provides. */
export type Source =
  | { readonly kind: 'input'; readonly key: string }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'task'; readonly path: string; readonly key: string };

/** All sources of a flow's values, of which the log then says which there were. */
export interface Sources {
  /** By the path of the task or choice that reads, then by the name under which it reads. */
  readonly reads: ReadonlyMap<string, ReadonlyMap<string, readonly Source[]>>;
  /** By the name under which the flow provides it. */
  readonly outputs: ReadonlyMap<string, readonly Source[]>;
}

/**
 * Finds the sources by names alone, as one looks up variables in nested scopes: it knows neither
 * slots nor the order of compiling.
 */
export function sourcesOf(flow: FlowBlueprint): Sources {
  const reads = new Map<string, ReadonlyMap<string, readonly Source[]>>();
  const inputs = new Set([...flow.requires, ...flow.optional]);
  look(flow.node, `${flow.name}/${flow.node.name}`, reads, (key) =>
    inputs.has(key) ? [{ kind: 'input', key }] : [],
  );
  return { reads, outputs: givesOf(flow.node, `${flow.name}/${flow.node.name}`) };
}

/** The keys that a node takes from outside when somebody has them. */
export function needsOf(node: Blueprint): ReadonlySet<string> {
  switch (node.kind) {
    case 'task':
    case 'flow':
      return new Set([...node.requires, ...node.optional]);
    case 'linear':
    case 'parallel':
    case 'graph': {
      const given = new Set(node.nodes.flatMap((inner) => [...givesOf(inner, '').keys()]));
      const needed = node.nodes.flatMap((inner) => [...needsOf(inner)]);
      return new Set(needed.filter((key) => !given.has(key)));
    }
    case 'when':
      return new Set([
        ...node.requires,
        ...node.optional,
        ...node.arms.flatMap((arm) => [...needsOf(arm)]),
      ]);
    case 'rename':
      return new Set([...needsOf(node.node)].map((key) => node.requires[key] ?? key));
    case 'inject':
      return new Set([...needsOf(node.node)].filter((key) => !(key in node.values)));
  }
}

/** The keys that a node provides, each with the tasks that may have provided it. */
export function givesOf(node: Blueprint, path: string): ReadonlyMap<string, readonly Source[]> {
  switch (node.kind) {
    case 'task':
      return new Map(node.provides.map((key) => [key, [{ kind: 'task', path, key }]]));
    case 'linear':
    case 'parallel':
    case 'graph':
      return union(node.nodes.map((inner) => givesOf(inner, `${path}/${inner.name}`)));
    case 'when':
      return union(node.arms.map((arm) => givesOf(arm, `${path}/${arm.name}`)));
    case 'flow':
      return givesOf(node.node, `${path}/${node.node.name}`);
    case 'rename': {
      const { provides } = node;
      return new Map([...givesOf(node.node, path)].map(([key, by]) => [provides[key] ?? key, by]));
    }
    case 'inject':
      return givesOf(node.node, path);
  }
}

type LookUp = (key: string) => readonly Source[];

/** Notes what each task and choice within a node reads, given what can be seen around the node. */
function look(
  node: Blueprint,
  path: string,
  reads: Map<string, ReadonlyMap<string, readonly Source[]>>,
  around: LookUp,
): void {
  const within = (inner: Blueprint, seen: LookUp): void =>
    look(inner, `${path}/${inner.name}`, reads, seen);
  switch (node.kind) {
    case 'task':
      reads.set(path, readsOf(node, around));
      return;
    case 'linear':
    case 'parallel':
    case 'graph': {
      const given = givesOf(node, path);
      // Who stands side by side sees the others' keys as little as those that nobody gives: in a
      // flow without mistakes nobody asks for them.
      for (const inner of node.nodes) within(inner, (key) => given.get(key) ?? around(key));
      return;
    }
    case 'when':
      reads.set(path, readsOf(node, around));
      for (const arm of node.arms) within(arm, around);
      return;
    case 'flow': {
      const declared = needsOf(node);
      within(node.node, (key) => (declared.has(key) ? around(key) : []));
      return;
    }
    case 'rename':
      look(node.node, path, reads, (key) => around(node.requires[key] ?? key));
      return;
    case 'inject':
      look(node.node, path, reads, (key) =>
        key in node.values ? [{ kind: 'constant', value: node.values[key] }] : around(key),
      );
  }
}

function readsOf(
  node: { readonly requires: readonly string[]; readonly optional: readonly string[] },
  around: LookUp,
): ReadonlyMap<string, readonly Source[]> {
  return new Map([...node.requires, ...node.optional].map((key) => [key, around(key)]));
}

function union(
  maps: readonly ReadonlyMap<string, readonly Source[]>[],
): ReadonlyMap<string, readonly Source[]> {
  const all = new Map<string, readonly Source[]>();
  for (const map of maps) {
    for (const [key, by] of map) all.set(key, [...(all.get(key) ?? []), ...by]);
  }
  return all;
}
