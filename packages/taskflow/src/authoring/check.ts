import type { Keys2, Keys4, KeysOf } from './fold.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';

// Each check gives `unknown` for a node that is fine where it stands, else the text of its first
// mistake as a literal type. The texts are those of `mistakes` in the kernel, which says the same
// to untyped callers.

/**
 * Puts the text of a mistake in the place of the argument that makes it, so that the compiler
 * points there.
 */
export type Checked<T extends readonly Node[], Checks> = {
  [I in keyof T]: number extends T['length']
    ? T[I]
    : I extends keyof Checks
      ? unknown extends Checks[I]
        ? T[I]
        : Checks[I]
      : T[I];
};

/** Checks nodes in order. */
export type CheckInOrder<
  G extends string,
  T,
  All,
  Have = never,
  Acc extends readonly unknown[] = [],
> = T extends readonly [
  infer A extends Node,
  infer B extends Node,
  infer C extends Node,
  infer D extends Node,
  infer E extends Node,
  infer F extends Node,
  infer H extends Node,
  infer I extends Node,
  ...infer Rest,
]
  ? CheckInOrder<
      G,
      Rest,
      All,
      Have | Keys4<A, B, C, D> | Keys4<E, F, H, I>,
      [
        ...Acc,
        InOrder<G, A, Have, All>,
        InOrder<G, B, Have | KeysOf<A>, All>,
        InOrder<G, C, Have | Keys2<A, B>, All>,
        InOrder<G, D, Have | Keys2<A, B> | KeysOf<C>, All>,
        InOrder<G, E, Have | Keys4<A, B, C, D>, All>,
        InOrder<G, F, Have | Keys4<A, B, C, D> | KeysOf<E>, All>,
        InOrder<G, H, Have | Keys4<A, B, C, D> | Keys2<E, F>, All>,
        InOrder<G, I, Have | Keys4<A, B, C, D> | Keys2<E, F> | KeysOf<H>, All>,
      ]
    >
  : T extends readonly [infer A extends Node, ...infer Rest]
    ? CheckInOrder<G, Rest, All, Have | KeysOf<A>, [...Acc, InOrder<G, A, Have, All>]>
    : Acc;

/** Checks nodes side by side. */
export type CheckBeside<G extends string, T extends readonly Node[], All, Twice = DoubleKeys<T>> = {
  [I in keyof T]: Beside<G, T[I], keyof All, TwiceAt<T, I, Twice>>;
};

/** Checks nodes that are ordered by their data. */
export type CheckByData<G extends string, T extends readonly Node[], All, Twice = DoubleKeys<T>> = {
  [I in keyof T]: ByData<G, T[I], All, TwiceAt<T, I, Twice>>;
};

/** Keys that do not fit: what is there is of another type, or may not be there. */
export type Misfits<In, Have> = {
  [K in keyof In]-?: K extends keyof Have ? ([Have[K]] extends [In[K]] ? never : K) : never;
}[keyof In];

/** Says how keys do not fit, naming the tasks that require them. */
export type MisfitText<
  G extends string,
  N extends Node,
  Have,
  K extends keyof InputOf<N>,
> = K extends keyof Have
  ? [Exclude<Have[K], undefined>] extends [InputOf<N>[K]]
    ? `taskflow: in '${G}', '${Asker<N, K>}' needs '${Text<K>}', which is only provided sometimes`
    : `taskflow: in '${G}', '${Asker<N, K>}' needs '${Text<K>}' with another type than the one provided`
  : never;

/** One text for each key in `K`, naming the tasks that require it. */
export type PerTask<
  Who,
  K,
  Before extends string,
  Between extends string,
  After extends string,
> = K extends keyof Who
  ? `taskflow: ${Before}${Text<keyof Who[K]>}${Between}${Text<K>}${After}`
  : never;

/** A key as text. */
export type Text<K> = K & string;

type InOrder<G extends string, N extends Node, Have, All> = [Late<N, Have, keyof All>] extends [
  never,
]
  ? [Misfits<InputOf<N>, All>] extends [never]
    ? [Extract<KeysOf<N>, Have>] extends [never]
      ? unknown
      : `taskflow: in '${G}', '${N['name']}' provides '${Text<Extract<KeysOf<N>, Have>>}', which is already provided`
    : MisfitText<G, N, All, Misfits<InputOf<N>, All>>
  : PerTask<
      WhoOf<N>,
      Late<N, Have, keyof All>,
      `in '${G}', '`,
      `' needs '`,
      `', but it is only provided later`
    >;

type Late<N extends Node, Have, All> = Exclude<Extract<keyof WhoOf<N>, All>, Have>;

type Beside<G extends string, N extends Node, Keys, Twice> = [Extract<KeysOf<N>, Twice>] extends [
  never,
]
  ? [Extract<keyof WhoOf<N>, Keys>] extends [never]
    ? unknown
    : [Extract<keyof WhoOf<N>, KeysOf<N>>] extends [never]
      ? PerTask<
          WhoOf<N>,
          Extract<keyof WhoOf<N>, Keys>,
          `in '${G}', '`,
          `' needs '`,
          `', but a branch running beside it provides it`
        >
      : PerTask<
          WhoOf<N>,
          Extract<keyof WhoOf<N>, KeysOf<N>>,
          `in '${G}', '`,
          `' needs '`,
          `', which it provides itself`
        >
  : `taskflow: in '${G}', '${N['name']}' provides '${Text<Extract<KeysOf<N>, Twice>>}', which is already provided`;

type ByData<G extends string, N extends Node, All, Twice> = [Extract<KeysOf<N>, Twice>] extends [
  never,
]
  ? [Extract<keyof WhoOf<N>, KeysOf<N>>] extends [never]
    ? [Misfits<InputOf<N>, All>] extends [never]
      ? unknown
      : MisfitText<G, N, All, Misfits<InputOf<N>, All>>
    : PerTask<
        WhoOf<N>,
        Extract<keyof WhoOf<N>, KeysOf<N>>,
        `in '${G}', '`,
        `' needs '`,
        `', which it provides itself`
      >
  : `taskflow: in '${G}', '${N['name']}' provides '${Text<Extract<KeysOf<N>, Twice>>}', which is already provided`;

// Optional keys have nobody who cannot do without them.
type Asker<N extends Node, K> = K extends keyof WhoOf<N> ? Text<keyof WhoOf<N>[K]> : N['name'];

// The second to provide a key is to blame. The keys before a node are counted only once one is
// known to be doubled.
type TwiceAt<T, I, Twice> = [Twice] extends [never] ? never : Extract<KeysBefore<T, I>, Twice>;

type KeysBefore<
  T,
  I,
  Done extends readonly Node[] = [],
  Keys = never,
> = `${Done['length']}` extends I
  ? Keys
  : T extends readonly [infer A extends Node, ...infer Rest]
    ? KeysBefore<Rest, I, [...Done, A], Keys | KeysOf<A>>
    : Keys;

// A key is doubled when the places that give it are a union of more than one.
type DoubleKeys<T extends readonly Node[], W = Places<GivenAt<T>>> = {
  [K in keyof W]: IsUnion<W[K]> extends true ? K : never;
}[keyof W];

type GivenAt<T extends readonly Node[]> = {
  [I in keyof T]: { [K in keyof OutputOf<T[I]>]-?: I };
}[number];

type Places<G> = {
  [K in G extends unknown ? keyof G : never]: G extends unknown
    ? K extends keyof G
      ? G[K]
      : never
    : never;
};

type IsUnion<X, Y = X> = [X] extends [never]
  ? false
  : X extends unknown
    ? [Y] extends [X]
      ? false
      : true
    : false;
