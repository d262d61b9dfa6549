import type { Flat } from '../schema/shape.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';

// Folds over the tuple of a group's nodes. They take eight at a time, because the compiler pays for
// each shorter tuple that it makes; and each fold collects a union that is turned into one object
// at the end, because growing intersections are what makes long flows slow.

/** Everything that a list of nodes provides, as one object. */
export type OutputsOf<T extends readonly Node[]> = T extends readonly []
  ? {}
  : Merge<OutputOf<T[number]>>;

/** What nodes side by side require from outside: what none of them provides. */
export type InputsBeside<T extends readonly Node[]> = T extends readonly []
  ? {}
  : Without<Merge<InputOf<T[number]>>, keyof OutputsOf<T>>;

/** Who requires it. */
export type WhoBeside<T extends readonly Node[]> = T extends readonly []
  ? {}
  : Without<Merge<WhoOf<T[number]>>, keyof OutputsOf<T>>;

/** What nodes in order require from outside: what no earlier one provides. */
export type InputsInOrder<T, Have = never, Acc = {}> = T extends readonly [
  infer A extends Node,
  infer B extends Node,
  infer C extends Node,
  infer D extends Node,
  infer E extends Node,
  infer F extends Node,
  infer G extends Node,
  infer H extends Node,
  ...infer Rest,
]
  ? InputsInOrder<
      Rest,
      Have | Keys4<A, B, C, D> | Keys4<E, F, G, H>,
      | Acc
      | Without<InputOf<A>, Have>
      | Without<InputOf<B>, Have | KeysOf<A>>
      | Without<InputOf<C>, Have | Keys2<A, B>>
      | Without<InputOf<D>, Have | Keys2<A, B> | KeysOf<C>>
      | Without<InputOf<E>, Have | Keys4<A, B, C, D>>
      | Without<InputOf<F>, Have | Keys4<A, B, C, D> | KeysOf<E>>
      | Without<InputOf<G>, Have | Keys4<A, B, C, D> | Keys2<E, F>>
      | Without<InputOf<H>, Have | Keys4<A, B, C, D> | Keys2<E, F> | KeysOf<G>>
    >
  : T extends readonly [infer A extends Node, ...infer Rest]
    ? InputsInOrder<Rest, Have | KeysOf<A>, Acc | Without<InputOf<A>, Have>>
    : Merge<Acc>;

/** Who requires it. */
export type WhoInOrder<T, Have = never, Acc = {}> = T extends readonly [
  infer A extends Node,
  infer B extends Node,
  infer C extends Node,
  infer D extends Node,
  infer E extends Node,
  infer F extends Node,
  infer G extends Node,
  infer H extends Node,
  ...infer Rest,
]
  ? WhoInOrder<
      Rest,
      Have | Keys4<A, B, C, D> | Keys4<E, F, G, H>,
      | Acc
      | Without<WhoOf<A>, Have>
      | Without<WhoOf<B>, Have | KeysOf<A>>
      | Without<WhoOf<C>, Have | Keys2<A, B>>
      | Without<WhoOf<D>, Have | Keys2<A, B> | KeysOf<C>>
      | Without<WhoOf<E>, Have | Keys4<A, B, C, D>>
      | Without<WhoOf<F>, Have | Keys4<A, B, C, D> | KeysOf<E>>
      | Without<WhoOf<G>, Have | Keys4<A, B, C, D> | Keys2<E, F>>
      | Without<WhoOf<H>, Have | Keys4<A, B, C, D> | Keys2<E, F> | KeysOf<G>>
    >
  : T extends readonly [infer A extends Node, ...infer Rest]
    ? WhoInOrder<Rest, Have | KeysOf<A>, Acc | Without<WhoOf<A>, Have>>
    : Merge<Acc>;

/** Keys that one node provides, or two, or four. */
export type KeysOf<A extends Node> = keyof OutputOf<A>;
/** See {@link KeysOf}. */
export type Keys2<A extends Node, B extends Node> = KeysOf<A> | KeysOf<B>;
/** See {@link KeysOf}. */
export type Keys4<A extends Node, B extends Node, C extends Node, D extends Node> =
  Keys2<A, B> | Keys2<C, D>;

/** The same object without some keys. */
export type Without<T, K> = { [P in keyof T as P extends K ? never : P]: T[P] };

/** A union of objects as one object that has all their keys. */
export type Merge<U> = (U extends unknown ? (member: U) => void : never) extends (
  member: infer I,
) => void
  ? Flat<I>
  : never;
