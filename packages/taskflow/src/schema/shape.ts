import type { Static, TSchema } from 'typebox';

/**
 * Named values with a schema each, as in `requires` and `provides`. A schema is plain JSON Schema;
 * TypeBox's types give it a static type. `Type.Optional` marks an optional value.
 */
export type Shape = Readonly<Record<string, TSchema>>;

/** The record that a shape describes: one object type, its optional keys marked optional. */
export type ValuesOf<S> = Flat<
  { readonly [K in keyof S as S[K] extends OptionalMark ? never : K]: ValueOf<S[K]> } & {
    readonly [K in keyof S as S[K] extends OptionalMark ? K : never]?: ValueOf<S[K]>;
  }
>;

/** Keys of a shape that must be there. */
export type RequiredKeys<S> = {
  [K in keyof S]: S[K] extends OptionalMark ? never : K;
}[keyof S];

/** One object type instead of an intersection, so that messages stay readable. */
export type Flat<T> = { [K in keyof T]: T[K] } & {};

/** Tells whether `Type.Optional` marked a schema. */
export function isOptional(schema: TSchema): boolean {
  return optionalMark in schema;
}

/** Names of a shape, the required ones and the optional ones apart. */
export function namesOf(shape: Shape): { required: string[]; optional: string[] } {
  const required: string[] = [];
  const optional: string[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    if (isOptional(schema)) optional.push(name);
    else required.push(name);
  }
  return { required, optional };
}

/** What is wrong with the names of some values, as a sentence; undefined when they are fine. */
export function namesProblem(names: readonly unknown[]): string | undefined {
  // To set this key of an object gives it another prototype instead.
  return names.includes('__proto__') ? "calls a value '__proto__', use another name" : undefined;
}

// TypeBox keeps this mark out of the JSON, where it would mean nothing to a validator.
const optionalMark = '~optional';

interface OptionalMark {
  readonly [optionalMark]: true;
}

type ValueOf<T> = T extends TSchema ? Static<T> : never;
