import type {
  Blueprint,
  ChoiceBlueprint,
  FlowBlueprint,
  GroupBlueprint,
  InjectBlueprint,
  RenameBlueprint,
  TaskBlueprint,
} from './blueprint.ts';
import { bindingOf, Draft } from './draft.ts';
import type { AtomDraft, Give, Need, Part } from './draft.ts';
import { layGraph, layLinear, layParallel } from './layout.ts';
import { limits } from './limits.ts';
import { mistakes } from './mistake.ts';
import type { Mistake } from './mistake.ts';
import type { Binding, Plan } from './plan.ts';
import { settle } from './settle.ts';
import {
  addNeed,
  bind,
  blame,
  supplyBeside,
  supplyByChoice,
  supplyByData,
  supplyInOrder,
} from './supply.ts';

/** A plan, or everything that is wrong with the flow. */
export type Compiled =
  { readonly plan: Plan } | { readonly mistakes: readonly [Mistake, ...Mistake[]] };

/**
 * Turns a flow into a plan. All mistakes are reported together, so that a contributor mends them in
 * one go; recursion goes over the nesting only, so a chain of any length compiles.
 */
export function compile(flow: FlowBlueprint): Compiled {
  const draft = new Draft();
  const scope: Scope = { flow: flow.name, names: new Set(), path: flow.name, depth: 0 };
  checkName(draft, flow.name, flow.name);
  const body = compileNode(draft, flow.node, scope, flow.node.name);
  const inputs = supplyFromInput(draft, flow, body);
  if (draft.atoms.length > limits.atomsPerPlan) {
    draft.mistakes.push(
      mistakes.limit(flow.name, 'this many atoms:', limits.atomsPerPlan, draft.atoms.length),
    );
  }
  const [first, ...more] = draft.mistakes;
  if (first !== undefined) return { mistakes: [first, ...more] };
  return { plan: settle(draft, flow, inputs, body.gives) };
}

/** Where a node stands: in which flow, under which path. */
interface Scope {
  readonly flow: string;
  /** Names of tasks and choices so far: they are unique in a flow, wherever in it they stand. */
  readonly names: Set<string>;
  readonly path: string;
  readonly depth: number;
}

function compileNode(draft: Draft, node: Blueprint, scope: Scope, name: string): Part {
  if (scope.depth > limits.nestingDepth) {
    draft.mistakes.push(
      mistakes.limit(scope.flow, 'nodes nested', limits.nestingDepth, scope.depth),
    );
    return { name, entries: [], exits: [], needs: new Map(), gives: new Map() };
  }
  switch (node.kind) {
    case 'task':
      return compileTask(draft, node, scope, name);
    case 'linear':
    case 'parallel':
    case 'graph':
      return compileGroup(draft, node, enter(draft, scope, name), name);
    case 'when':
      claimName(draft, scope, name);
      return compileChoice(draft, node, enter(draft, scope, name), name);
    case 'flow':
      return compileFlow(draft, node, enter(draft, scope, name), name);
    case 'rename':
      return compileRename(draft, node, scope, name);
    case 'inject':
      return compileInject(draft, node, scope, name);
  }
}

function compileTask(draft: Draft, task: TaskBlueprint, scope: Scope, name: string): Part {
  checkName(draft, scope.path, name);
  claimName(draft, scope, name);
  const atom = draft.atom('task', `${scope.path}/${name}`, name, task.revert);
  atom.bestEffort = task.bestEffort;
  atom.remote = task.remote;
  const gives = new Map<string, Give>();
  for (const key of task.provides) {
    const write = bindingOf(key, draft.slots++);
    atom.writes.push(write);
    const certain = !task.bestEffort;
    gives.set(key, { by: name, certain, slot: write.slot, writes: [write], reads: [] });
  }
  return { name, entries: [atom], exits: [atom], needs: needsOf(atom, task), gives };
}

function compileGroup(draft: Draft, group: GroupBlueprint, scope: Scope, name: string): Part {
  const parts = group.nodes.map((node) => compileNode(draft, node, scope, node.name));
  switch (group.kind) {
    case 'linear':
      return { name, ...supplyInOrder(draft, name, parts), ...layLinear(draft, parts, scope.path) };
    case 'parallel':
      return { name, ...supplyBeside(draft, name, parts), ...layParallel(parts) };
    case 'graph': {
      const { needs, gives, sources } = supplyByData(draft, name, parts);
      return { name, needs, gives, ...layGraph(draft, name, parts, sources, scope.path) };
    }
  }
}

function compileChoice(draft: Draft, choice: ChoiceBlueprint, scope: Scope, name: string): Part {
  const atom = draft.atom('choice', scope.path, name);
  const condition = { needs: needsOf(atom, choice) };
  // A set, because two arms without tasks both end in the choice itself.
  const exits = new Set<AtomDraft>();
  const arms = choice.arms.map((arm) => {
    const from = draft.atoms.length;
    const part = compileNode(draft, arm, scope, arm.name);
    draft.connect([atom], part.entries, scope.path);
    for (const exit of part.exits.length > 0 ? part.exits : [atom]) exits.add(exit);
    atom.arms.push({ from, to: draft.atoms.length });
    return part;
  });
  return {
    name,
    entries: [atom],
    exits: [...exits],
    ...supplyByChoice(draft, name, condition, arms),
  };
}

function compileFlow(draft: Draft, flow: FlowBlueprint, scope: Scope, name: string): Part {
  const inner: Scope = { ...scope, flow: name, names: new Set() };
  const body = compileNode(draft, flow.node, inner, flow.node.name);
  const needs = new Map<string, Need>();
  for (const [key, optional] of declared(flow)) {
    const need = closeNeed(draft, name, key, optional, body);
    const by = optional ? [] : [{ task: name, input: key }];
    needs.set(key, { by, optional, reads: need?.reads ?? [] });
  }
  blameUndeclared(draft, name, needs, body);
  return { ...body, name, needs };
}

function compileRename(draft: Draft, rename: RenameBlueprint, scope: Scope, name: string): Part {
  const part = compileNode(draft, rename.node, { ...scope, depth: scope.depth + 1 }, name);
  const needs = new Map<string, Need>();
  for (const [key, need] of part.needs) addNeed(needs, outerKey(rename.requires, key), need);
  const gives = new Map<string, Give>();
  for (const [key, give] of part.gives) {
    const outer = outerKey(rename.provides, key);
    if (gives.has(outer)) draft.mistakes.push(mistakes.twice(name, outer, give.by));
    gives.set(outer, give);
  }
  for (const key of Object.keys(rename.requires)) {
    if (!part.needs.has(key)) draft.mistakes.push(mistakes.unknown(name, key, 'requires'));
  }
  for (const key of Object.keys(rename.provides)) {
    if (!part.gives.has(key)) draft.mistakes.push(mistakes.unknown(name, key, 'provides'));
  }
  return { ...part, name, needs, gives };
}

/** A key may be called like something that every object has, such as `constructor`. */
function outerKey(to: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(to, key) ? (to[key] ?? key) : key;
}

function compileInject(draft: Draft, inject: InjectBlueprint, scope: Scope, name: string): Part {
  const part = compileNode(draft, inject.node, { ...scope, depth: scope.depth + 1 }, name);
  const needs = new Map(part.needs);
  for (const [key, value] of Object.entries(inject.values)) {
    const need = needs.get(key);
    if (need === undefined) draft.mistakes.push(mistakes.unused(name, key));
    else for (const read of need.reads) read.constant = { value };
    needs.delete(key);
  }
  return { ...part, name, needs };
}

function supplyFromInput(draft: Draft, flow: FlowBlueprint, body: Part): Binding[] {
  const needs = new Map<string, Need>();
  const inputs = [...declared(flow)].map(([key, optional]) => {
    const slot = draft.slots++;
    const need = closeNeed(draft, flow.name, key, optional, body);
    if (need !== undefined) {
      needs.set(key, need);
      bind({ by: flow.name, certain: !optional, slot, writes: [], reads: [] }, need);
    }
    return bindingOf(key, slot);
  });
  blameUndeclared(draft, flow.name, needs, body);
  return inputs;
}

/** Matches one declared input with what the body needs of it. */
function closeNeed(
  draft: Draft,
  flow: string,
  key: string,
  optional: boolean,
  body: Part,
): Need | undefined {
  const give = body.gives.get(key);
  if (give !== undefined) draft.mistakes.push(mistakes.twice(flow, key, give.by));
  const need = body.needs.get(key);
  if (optional && need !== undefined && !need.optional) {
    blame(draft, need, (task) => mistakes.sometimes(flow, key, task));
  }
  return need;
}

function blameUndeclared(
  draft: Draft,
  flow: string,
  inputs: ReadonlyMap<string, Need>,
  body: Part,
): void {
  for (const [key, need] of body.needs) {
    if (!inputs.has(key)) blame(draft, need, (task) => mistakes.missing(flow, key, task));
  }
}

function* declared(flow: FlowBlueprint): Generator<[key: string, optional: boolean]> {
  for (const key of flow.requires) yield [key, false];
  for (const key of flow.optional) yield [key, true];
}

function needsOf(
  atom: AtomDraft,
  node: { readonly requires: readonly string[]; readonly optional: readonly string[] },
): Map<string, Need> {
  const needs = new Map<string, Need>();
  const add = (name: string, optional: boolean): void => {
    const read = { name, slot: -1, optional };
    atom.reads.push(read);
    const by = optional ? [] : [{ task: atom.name, input: name }];
    needs.set(name, { by, optional, reads: [read] });
  };
  for (const name of node.requires) add(name, false);
  for (const name of node.optional) add(name, true);
  return needs;
}

function enter(draft: Draft, scope: Scope, name: string): Scope {
  checkName(draft, scope.path, name);
  const path = `${scope.path}/${name}`;
  if (draft.groups.has(path)) draft.mistakes.push(mistakes.nameTwice(scope.path, name));
  draft.groups.add(path);
  return { ...scope, path, depth: scope.depth + 1 };
}

function claimName(draft: Draft, scope: Scope, name: string): void {
  if (scope.names.has(name)) draft.mistakes.push(mistakes.nameTwice(scope.flow, name));
  scope.names.add(name);
}

function checkName(draft: Draft, scope: string, name: string): void {
  if (name === '' || name.includes('/')) draft.mistakes.push(mistakes.nameInvalid(scope, name));
}
