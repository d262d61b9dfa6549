import { compile } from '@conductor/taskflow/kernel';
import type {
  Blueprint,
  ChoiceBlueprint,
  FlowBlueprint,
  GroupBlueprint,
  Mistake,
  Plan,
  TaskBlueprint,
} from '@conductor/taskflow/kernel';

/**
 * A task that a test names only in what matters to it: it needs and gives nothing and has a revert.
 */
export function task(name: string, also: Partial<Omit<TaskBlueprint, 'kind'>> = {}): TaskBlueprint {
  return {
    kind: 'task',
    name,
    requires: [],
    optional: [],
    provides: [],
    revert: 'function',
    bestEffort: false,
    remote: false,
    ...also,
  };
}

/** Nodes together, in one of the three orders. */
export function group(
  kind: GroupBlueprint['kind'],
  name: string,
  ...nodes: readonly Blueprint[]
): GroupBlueprint {
  return { kind, name, nodes };
}

/** One of some arms, chosen without reading anything. */
export function choice(name: string, ...arms: readonly Blueprint[]): ChoiceBlueprint {
  return { kind: 'when', name, requires: [], optional: [], arms };
}

/** A flow around a node, without input unless a test says so. */
export function flow(
  name: string,
  node: Blueprint,
  also: Partial<Pick<FlowBlueprint, 'requires' | 'optional'>> = {},
): FlowBlueprint {
  return { kind: 'flow', name, version: 1, requires: [], optional: [], node, ...also };
}

/** The plan of a flow that a test takes to be right; throws with the mistakes when it is not. */
export function planOf(blueprint: FlowBlueprint): Plan {
  const compiled = compile(blueprint);
  if ('plan' in compiled) return compiled.plan;
  throw new Error(compiled.mistakes.map((mistake) => mistake.message).join('\n'));
}

/** Everything that is wrong with a flow; empty when nothing is. */
export function mistakesOf(blueprint: FlowBlueprint): readonly Mistake[] {
  const compiled = compile(blueprint);
  return 'plan' in compiled ? [] : compiled.mistakes;
}
