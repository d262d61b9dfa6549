/**
 * A flow as plain data: what `describe` gives, drawings are made of and a listener is told.
 * It holds no function and survives JSON, so it may be stored or sent as it is.
 */
export type Description = TaskDescription | GroupDescription;

/** One task of a flow. */
export interface TaskDescription {
  readonly kind: 'task';
  readonly name: string;
  /** Names of all nodes from the root to this one, joined with `/`: events carry the same. */
  readonly path: string;
  /** Keys that must be there before the task starts. */
  readonly requires: readonly string[];
  /** Keys that the task takes when they are there. */
  readonly optional: readonly string[];
  readonly provides: readonly string[];
  /** What its revert is: `irreversible` makes it a pivot, `receiver` leaves it to the receiver. */
  readonly revert: 'function' | 'nothing' | 'irreversible' | 'receiver';
  /** True when a failure of the task is recorded and the flow goes on. */
  readonly bestEffort: boolean;
  /** True when a receiver executes it. Which one may depend on the input, so nobody knows yet. */
  readonly remote: boolean;
}

/** Several nodes under one name, or a flow. */
export interface GroupDescription {
  readonly kind: 'flow' | 'linear' | 'parallel' | 'graph' | 'when';
  readonly name: string;
  readonly path: string;
  /** Direct children in the order given; of a `when`: the node, then the other arm. */
  readonly nodes: readonly Description[];
  /** Name of the condition of a `when`. */
  readonly condition?: string;
  /** True when a `when` has a second arm. */
  readonly otherwise?: boolean;
  /** Version of a flow. */
  readonly version?: number;
  /** Which child of a `graph` feeds which, as pairs of paths. */
  readonly edges?: readonly (readonly [from: string, to: string])[];
  /** What its author may want to know, such as a reversible task after a pivot. */
  readonly notes?: readonly string[];
}
