import type { Context } from '../context.ts';
import type { RevertInfo } from '../revert-info.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import type { Shape } from '../schema/shape.ts';
import type { RevertKind, Values } from '../kernel/index.ts';

/** A contributor's code as the engine sees it: a task or a condition, its types forgotten. */
export type Definition = TaskDefinition | ConditionDefinition;

/** A task, its types forgotten. */
export interface TaskDefinition {
  readonly kind: 'task';
  readonly name: string;
  readonly requires: Shape;
  readonly provides: Shape;
  readonly revertKind: RevertKind;
  readonly bestEffort: boolean;
  /** Left out by a contract, which a receiver implements. */
  readonly execute?: (input: Values, context: Context) => unknown;
  /** Says what became of an attempt whose outcome is unknown; its answer is still unchecked. */
  readonly probe?: (input: Values, context: Context) => unknown;
  /** Left out when there is nothing to undo here. */
  readonly revert?: (input: Values, info: RevertInfo, context: Context) => unknown;
  /** Name of the receiver that performs the task. */
  readonly at?: (input: Values) => string;
  readonly retry?: RetryPolicy;
  readonly timeoutMs?: number;
  readonly revertRetry?: RetryPolicy;
  readonly revertTimeoutMs?: number;
}

/** A condition, its types forgotten. */
export interface ConditionDefinition {
  readonly kind: 'condition';
  readonly name: string;
  readonly requires: Shape;
  /** The question itself. */
  readonly test: (input: Values) => boolean;
}
