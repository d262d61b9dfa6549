/**
 * A flow as plain data: what the kernel needs to know of it, and nothing else. Functions and
 * schemas stay outside; the compiler of plans reads names only, so a blueprint can be drawn,
 * compared and stored.
 */
export type Blueprint =
  | TaskBlueprint
  | GroupBlueprint
  | ChoiceBlueprint
  | FlowBlueprint
  | RenameBlueprint
  | InjectBlueprint;

/** What a task says of its own undoing. */
export type RevertKind = 'function' | 'nothing' | 'irreversible' | 'receiver';

/** One task. */
export interface TaskBlueprint {
  readonly kind: 'task';
  readonly name: string;
  readonly requires: readonly string[];
  /** Required when somebody provides it, left out otherwise. */
  readonly optional: readonly string[];
  readonly provides: readonly string[];
  readonly revert: RevertKind;
  /** Its failure is recorded and the flow goes on. */
  readonly bestEffort: boolean;
  /** It is performed by a receiver. */
  readonly remote: boolean;
}

/**
 * Several nodes together.
 *
 * - `linear`: in order forward, in reverse order back; each node sees what earlier ones provide.
 * - `parallel`: together; branches may not feed one another.
 * - `graph`: order follows from who provides what another requires.
 */
export interface GroupBlueprint {
  readonly kind: 'linear' | 'parallel' | 'graph';
  readonly name: string;
  readonly nodes: readonly Blueprint[];
}

/**
 * One of several arms, or one arm or none, chosen by a condition when everything before it is done.
 */
export interface ChoiceBlueprint {
  readonly kind: 'when';
  /** Name of the condition. */
  readonly name: string;
  readonly requires: readonly string[];
  readonly optional: readonly string[];
  readonly arms: readonly Blueprint[];
}

/** A closed flow: what it requires from outside is declared as its input. */
export interface FlowBlueprint {
  readonly kind: 'flow';
  readonly name: string;
  readonly version: number;
  readonly requires: readonly string[];
  readonly optional: readonly string[];
  readonly node: Blueprint;
}

/** The same node under other keys: inner name → outer name. */
export interface RenameBlueprint {
  readonly kind: 'rename';
  readonly name: string;
  readonly requires: Readonly<Record<string, string>>;
  readonly provides: Readonly<Record<string, string>>;
  readonly node: Blueprint;
}

/** The same node with some of its inputs given here. */
export interface InjectBlueprint {
  readonly kind: 'inject';
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly node: Blueprint;
}
