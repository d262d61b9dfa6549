import type { Task } from '../authoring/task.ts';
import type { Awaitable, Returned, RevertFunction } from '../authoring/task.ts';
import type { Context } from '../context.ts';
import { DeclarationError } from '../errors.ts';
import type { Values } from '../kernel/index.ts';
import type { RevertInfo } from '../revert-info.ts';
import type { Shape, ValuesOf } from '../schema/shape.ts';
import { trust } from '../trust.ts';

/**
 * The code of a task that is performed elsewhere, given where it is performed.
 *
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
  /** See {@link LocalTask.execute}. */
  readonly execute: (input: ValuesOf<R>, context: Context) => Awaitable<Returned<P>>;
  /** Given exactly when the contract says `atReceiver`. */
  readonly revert?: RevertFunction<R, P>;
}

/** A task's code at a receiver, its types forgotten. */
export interface Implementation {
  readonly name: string;
  /** See {@link Code.execute}. */
  readonly execute: (input: Values, context: Context) => unknown;
  /** See {@link Code.revert}. */
  readonly revert?: (input: Values, info: RevertInfo, context: Context) => unknown;
}

/** See {@link receiver}. */
export interface Receiver {
  readonly name: string;
  readonly tasks: ReadonlyMap<string, Implementation>;
}
