import type { Task } from '../authoring/task.ts';
import type { ProbeFunction } from '../authoring/probe.ts';
import type { Returned, RevertFunction } from '../authoring/task.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Context } from '../context.ts';
import { DeclarationError } from '../errors.ts';
import type { Values } from '../kernel/index.ts';
import type { RevertInfo } from '../revert-info.ts';
import type { Shape, ValuesOf } from '../schema/shape.ts';
import { trust } from '../trust.ts';

/**
 * The code of a task that is performed elsewhere, given where it is performed.
 *
 * @example
 * ```ts
 * import { implement, nothingToUndo, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const ping = task({
 *   name: 'ping',
 *   at: 'compute.host1',
 *   requires: { text: Type.String() },
 *   provides: { echo: Type.String() },
 *   revert: nothingToUndo,
 * });
 * const answer = implement(ping, { execute: ({ text }) => ({ echo: text.toUpperCase() }) });
 * console.log(answer.name);
 * ```
 *
 * ```text
 * ping
 * ```
 * @throws {DeclarationError} when the contract is no contract, or leaves its revert to a receiver
 * that has none.
 */
export function implement<
  Name extends string,
  R extends Shape,
  P extends Shape,
  Best extends boolean,
>(contract: Task<Name, R, P, Best>, code: Code<R, P>): Implementation {
  const kind = contract.blueprint.kind === 'task' ? contract.blueprint : undefined;
  if (kind?.remote !== true)
    throw new DeclarationError(
      contract.name,
      "has its code already: only a task with 'at' is implemented",
    );
  if (typeof code.execute !== 'function')
    throw new DeclarationError(contract.name, "has an 'execute' that is no function");
  if (code.probe !== undefined && typeof code.probe !== 'function')
    throw new DeclarationError(contract.name, "has a 'probe' that is no function");
  if (kind.revert === 'receiver' && code.revert === undefined) {
    throw new DeclarationError(
      contract.name,
      "is reverted 'atReceiver': give 'revert' beside 'execute'",
    );
  }
  if (kind.revert !== 'receiver' && code.revert !== undefined) {
    throw new DeclarationError(
      contract.name,
      "is not reverted here: its contract does not say 'atReceiver'",
    );
  }
  return trust({ name: contract.name, ...code });
}

/**
 * A receiver: what stays on the host where the work is done, under the name that tasks give in
 * `at`.
 *
 * @example
 * ```ts
 * import { flow, implement, nothingToUndo, receiver, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const ping = task({
 *   name: 'ping',
 *   at: ({ host }) => `compute.${host}`,
 *   requires: { host: Type.String() },
 *   provides: { echo: Type.String() },
 *   revert: nothingToUndo,
 * });
 * const host1 = receiver('compute.host1', [
 *   implement(ping, { execute: ({ host }) => ({ echo: `${host} is here` }) }),
 * ]);
 *
 * const look = flow({ name: 'look', input: { host: Type.String() } }, ping);
 * console.log((await run(look, { host: 'host1' }, { receivers: [host1] })).echo);
 * ```
 *
 * ```text
 * host1 is here
 * ```
 */
export function receiver(name: string, implementations: readonly Implementation[]): Receiver {
  const tasks = new Map<string, Implementation>();
  for (const implementation of implementations) {
    if (tasks.has(implementation.name))
      throw new DeclarationError(name, `implements '${implementation.name}' twice`);
    tasks.set(implementation.name, implementation);
  }
  return { name, tasks };
}

/** What {@link implement} takes. */
export interface Code<R extends Shape, P extends Shape> {
  /** Does the work; it fails by throwing. */
  readonly execute: (input: ValuesOf<R>, context: Context) => Awaitable<Returned<P>>;
  /** Undoes it; given exactly when the contract says `atReceiver`. */
  readonly revert?: RevertFunction<R, P>;
  /** Finds out whether an attempt of which nobody knows the outcome has done its work. */
  readonly probe?: ProbeFunction<R, P>;
}

/** A task's code at a receiver, its types forgotten. */
export interface Implementation {
  readonly name: string;
  /** See {@link Code.execute}. */
  readonly execute: (input: Values, context: Context) => unknown;
  /** See {@link Code.revert}. */
  readonly revert?: (input: Values, info: RevertInfo, context: Context) => unknown;
  /** See {@link Code.probe}. */
  readonly probe?: (input: Values, context: Context) => unknown;
}

/** See {@link receiver}. */
export interface Receiver {
  readonly name: string;
  readonly tasks: ReadonlyMap<string, Implementation>;
}
