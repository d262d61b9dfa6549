import type { GroupBlueprint } from '../kernel/index.ts';
import type { Flat } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { CheckBeside, CheckByData, Checked, CheckInOrder } from './check.ts';
import type { InputsBeside, InputsInOrder, OutputsOf, WhoBeside, WhoInOrder } from './fold.ts';
import type { Node } from './node.ts';

/**
 * Runs nodes in order forward and in reverse order back; each sees what earlier ones provide.
 * A node that needs what only a later one provides is an error at that argument.
 */
export function linear<const Name extends string, const T extends readonly Node[]>(
  name: Name,
  ...nodes: Checked<T, CheckInOrder<Name, T, OutputsOf<T>>>
): Node<Name, InputsInOrder<T>, OutputsOf<T>, WhoInOrder<T>> {
  return group('linear', name, nodes);
}

/**
 * Runs nodes together, forward and back; they may not feed one another.
 * A failure in one branch lets the others end what they have started, and then reverts them too.
 */
export function parallel<const Name extends string, const T extends readonly Node[]>(
  name: Name,
  ...nodes: Checked<T, CheckBeside<Name, T, OutputsOf<T>>>
): Node<Name, InputsBeside<T>, OutputsOf<T>, WhoBeside<T>> {
  return group('parallel', name, nodes);
}

/**
 * Runs each node as soon as the nodes that provide its inputs are done; the order of writing does
 * not matter. Cycles are refused when the flow is built.
 */
export function graph<const Name extends string, const T extends readonly Node[]>(
  name: Name,
  ...nodes: Checked<T, CheckByData<Name, T, OutputsOf<T>>>
): Node<
  Name,
  Flat<Omit<InputsBeside<T>, keyof OutputsOf<T>>>,
  OutputsOf<T>,
  Flat<Omit<WhoBeside<T>, keyof OutputsOf<T>>>
> {
  return group('graph', name, nodes);
}

function group<Result>(
  kind: GroupBlueprint['kind'],
  name: string,
  parts: readonly unknown[],
): Result {
  const nodes = trust<readonly Node[]>(parts);
  return trust({
    name,
    blueprint: { kind, name, nodes: nodes.map((node) => node.blueprint) },
    definitions: nodes.flatMap((node) => node.definitions),
  });
}
