import type { Flat } from '../schema/shape.ts';
import { namesOf } from '../schema/shape.ts';
import type { Shape, ValuesOf } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { Condition } from './condition.ts';
import type { Merge } from './fold.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';
import type { WhoRequires } from './task.ts';

/**
 * Runs a node when a condition says yes, and another, if given, when it says no. What a node
 * provides becomes optional for everybody after it, except what both arms provide. The arm not
 * taken is skipped: rollback passes it over.
 *
 * @example
 * ```ts
 * import { condition, flow, nothingToUndo, run, task, when } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const isLarge = condition({
 *   name: 'is-large',
 *   requires: { gigabytes: Type.Number() },
 *   test: ({ gigabytes }) => gigabytes > 100,
 * });
 * const store = <const Name extends string>(name: Name) =>
 *   task({
 *     name,
 *     provides: { store: Type.String() },
 *     execute: () => ({ store: name }),
 *     revert: nothingToUndo,
 *   });
 *
 * const input = { gigabytes: Type.Number() };
 * const place = flow({ name: 'place', input }, when(isLarge, store('disk'), store('memory')));
 * console.log((await run(place, { gigabytes: 250 })).store);
 * console.log((await run(place, { gigabytes: 3 })).store);
 * ```
 *
 * ```text
 * disk
 * memory
 * ```
 */
export function when<const Name extends string, R extends Shape, N extends Node>(
  condition: Condition<Name, R>,
  node: N,
): Node<
  Name,
  Merge<InputOf<N> | ValuesOf<R>>,
  Partial<OutputOf<N>>,
  Merge<WhoOf<N> | WhoRequires<Name, R>>
>;
export function when<const Name extends string, R extends Shape, N extends Node, O extends Node>(
  condition: Condition<Name, R>,
  node: N,
  otherwise: O,
): Node<
  Name,
  Merge<InputOf<N> | InputOf<O> | ValuesOf<R>>,
  EitherOutput<OutputOf<N>, OutputOf<O>>,
  Merge<WhoOf<N> | WhoOf<O> | WhoRequires<Name, R>>
>;
export function when(condition: Condition, node: Node, otherwise?: Node): Node {
  const { name, definition } = condition;
  const { required, optional } = namesOf(definition.requires);
  const arms = otherwise === undefined ? [node] : [node, otherwise];
  return trust({
    name,
    blueprint: {
      kind: 'when',
      name,
      requires: required,
      optional,
      arms: arms.map((arm) => arm.blueprint),
    },
    definitions: [definition, ...arms.flatMap((arm) => arm.definitions)],
  });
}

/** What either of two arms provides: for sure where both do, else maybe. */
export type EitherOutput<A, B> = Flat<
  { readonly [K in keyof A & keyof B]: A[K] | B[K] } & {
    readonly [K in Exclude<keyof A, keyof B>]?: A[K];
  } & { readonly [K in Exclude<keyof B, keyof A>]?: B[K] }
>;
