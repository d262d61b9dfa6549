import type { GroupBlueprint } from '../kernel/index.ts';
import type { Flat } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { CheckBeside, CheckByData, Checked, CheckInOrder } from './check.ts';
import type { InputsBeside, InputsInOrder, OutputsOf, WhoBeside, WhoInOrder } from './fold.ts';
import type { Node } from './node.ts';

/**
 * Runs nodes in order forward and in reverse order back; each sees what earlier ones provide.
 * A node that needs what only a later one provides is an error at that argument.
 *
 * @example
 * ```ts
 * import { flow, linear, run, task } from '@conductor/taskflow';
 *
 * const step = (name: string, fails = false) =>
 *   task({
 *     name,
 *     execute() {
 *       console.log(`do ${name}`);
 *       if (fails) throw new Error('no luck');
 *     },
 *     revert: () => console.log(`undo ${name}`),
 *   });
 *
 * const trip = linear('trip', step('hotel'), step('train'), step('dinner', true));
 * await run(flow({ name: 'holiday' }, trip), {}).catch((error) => console.log(error.outcome));
 * ```
 *
 * ```text
 * do hotel
 * do train
 * do dinner
 * undo dinner
 * undo train
 * undo hotel
 * REVERTED
 * ```
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
 *
 * @example
 * ```ts
 * import { setTimeout as sleep } from 'node:timers/promises';
 * import { flow, nothingToUndo, parallel, run, task } from '@conductor/taskflow';
 *
 * const load = (name: string, ms: number) =>
 *   task({
 *     name,
 *     async execute() {
 *       console.log(`load ${name}`);
 *       await sleep(ms);
 *       console.log(`have ${name}`);
 *     },
 *     revert: nothingToUndo,
 *   });
 *
 * await run(flow({ name: 'loading' }, parallel('both', load('much', 50), load('little', 1))), {});
 * ```
 *
 * ```text
 * load much
 * load little
 * have little
 * have much
 * ```
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
 *
 * @example
 * ```ts
 * import { flow, graph, nothingToUndo, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const area = task({
 *   name: 'area',
 *   requires: { width: Type.Number(), height: Type.Number() },
 *   provides: { area: Type.Number() },
 *   execute: ({ width, height }) => ({ area: width * height }),
 *   revert: nothingToUndo,
 * });
 * const measure = task({
 *   name: 'measure',
 *   provides: { width: Type.Number() },
 *   execute: () => ({ width: 4 }),
 *   revert: nothingToUndo,
 * });
 *
 * const input = { height: Type.Number() };
 * const room = flow({ name: 'room', input }, graph('sizes', area, measure));
 * console.log(await run(room, { height: 3 }));
 * ```
 *
 * ```text
 * { area: 12, width: 4 }
 * ```
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
