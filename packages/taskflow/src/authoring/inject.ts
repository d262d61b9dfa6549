import { trust } from '../trust.ts';
import type { Without } from './fold.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';

/**
 * The same node with some of its inputs given here, as constants.
 * They are checked against the schemas of the tasks that take them when the flow is built.
 *
 * @example
 * ```ts
 * import { flow, inject, nothingToUndo, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const greet = task({
 *   name: 'greet',
 *   requires: { greeting: Type.String(), name: Type.String() },
 *   execute: ({ greeting, name }) => console.log(`${greeting}, ${name}`),
 *   revert: nothingToUndo,
 * });
 *
 * const hello = inject(greet, { greeting: 'Hello' });
 * await run(flow({ name: 'welcome', input: { name: Type.String() } }, hello), { name: 'Ada' });
 * ```
 *
 * ```text
 * Hello, Ada
 * ```
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
