import { DeclarationError } from '../errors.ts';
import { namesProblem } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { Merge } from './fold.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';

/**
 * The same node under other keys, and under another name if one is given: inner key → outer key.
 * This is how one task serves twice in a flow, since a key is given once.
 *
 * @example
 * ```ts
 * import { flow, linear, nothingToUndo, rename, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const double = task({
 *   name: 'double',
 *   requires: { value: Type.Number() },
 *   provides: { doubled: Type.Number() },
 *   execute: ({ value }) => ({ doubled: value * 2 }),
 *   revert: nothingToUndo,
 * });
 * const again = rename(double, {
 *   name: 'again',
 *   requires: { value: 'doubled' },
 *   provides: { doubled: 'fourfold' },
 * });
 *
 * const input = { value: Type.Number() };
 * const four = flow({ name: 'four', input }, linear('steps', double, again));
 * console.log(await run(four, { value: 3 }));
 * ```
 *
 * ```text
 * { doubled: 6, fourfold: 12 }
 * ```
 */
export function rename<
  N extends Node,
  const R extends Readonly<Record<string, string>> = {},
  const P extends Readonly<Record<string, string>> = {},
  const Name extends string = N['name'],
>(
  node: N,
  to: {
    readonly requires?: Known<R, keyof InputOf<N>, `'${N['name']}' requires no`>;
    readonly provides?: Known<P, keyof OutputOf<N>, `'${N['name']}' provides no`>;
    readonly name?: Name;
  },
): Node<
  Name,
  Renamed<InputOf<N>, R>,
  Renamed<OutputOf<N>, P>,
  RenamedWho<Renamed<WhoOf<N>, R>, N['name'], Name>
> {
  const { requires = {}, provides = {}, name = node.name } = to;
  const problem = namesProblem([...Object.values(requires), ...Object.values(provides)]);
  if (problem !== undefined) throw new DeclarationError(name, problem);
  return trust({
    name,
    blueprint: { kind: 'rename', name, requires, provides, node: node.blueprint },
    definitions: node.definitions,
  });
}

/** An object with some of its keys renamed. */
export type Renamed<T, Keys> = Merge<
  keyof T extends never
    ? {}
    : {
        [K in keyof T]: { [To in K extends keyof Keys ? Keys[K] & PropertyKey : K]: T[K] };
      }[keyof T] & {}
>;

// The text of the mistake stands in the place of the new name, so that the compiler points at the
// old one.
type Known<Keys, From, Before extends string> = {
  readonly [K in keyof Keys]: K extends From
    ? Keys[K]
    : `taskflow: ${Before} '${K & string}', so it cannot be renamed`;
};

type RenamedWho<Who, From extends string, To extends string> = {
  [K in keyof Who]: { [P in keyof Who[K] as P extends From ? To : P]: true };
};
