import { trust } from '../trust.ts';
import type { Without } from './fold.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';

/**
 * The same node with some of its inputs given here, as constants.
 * They are checked against the schemas of the tasks that take them when the flow is built.
 */
export function inject<N extends Node, const V extends Partial<InputOf<N>>>(
  node: N,
  values: V & { readonly [K in Exclude<keyof V, keyof InputOf<N>>]: never },
): Node<N['name'], Without<InputOf<N>, keyof V>, OutputOf<N>, Without<WhoOf<N>, keyof V>> {
  const { name } = node;
  return trust({
    name,
    blueprint: { kind: 'inject', name, values, node: node.blueprint },
    definitions: node.definitions,
  });
}
