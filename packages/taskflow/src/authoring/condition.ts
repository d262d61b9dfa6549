import type { Shape, ValuesOf } from '../schema/shape.ts';
import { DeclarationError } from '../errors.ts';
import { namesProblem } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { ConditionDefinition } from './definition.ts';

/**
 * A question that a `when` asks: a pure function of values that earlier tasks provide. The answer
 * is recorded, so a resumed run never asks twice; a condition that throws fails the node it guards.
 *
 * @example
 * ```ts
 * import { condition } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const isLarge = condition({
 *   name: 'is-large',
 *   requires: { gigabytes: Type.Number() },
 *   test: ({ gigabytes }) => gigabytes > 100,
 * });
 * console.log(isLarge.test({ gigabytes: 250 }));
 * ```
 *
 * ```text
 * true
 * ```
 */
export function condition<const Name extends string, const R extends Shape = {}>(
  source: ConditionSource<Name, R>,
): Condition<Name, R> {
  const { name, test, requires } = source;
  const problem = namesProblem(Object.keys(requires ?? {}));
  if (problem !== undefined) throw new DeclarationError(name, problem);
  const definition = trust<ConditionDefinition>({
    kind: 'condition',
    name,
    requires: requires ?? {},
    test,
  });
  return { ...source, definition };
}

/** What a contributor writes to declare a {@link condition}. */
export interface ConditionSource<Name extends string, R extends Shape> {
  readonly name: Name;
  readonly requires?: R;
  /** Answers at once and from its input alone, so that it may be asked of an old log, too. */
  readonly test: (input: ValuesOf<R>) => boolean;
}

/** A {@link condition}. */
export interface Condition<
  Name extends string = string,
  R extends Shape = Shape,
> extends ConditionSource<Name, R> {
  readonly definition: ConditionDefinition;
}
