import type { RevertKind } from './blueprint.ts';

/**
 * A flow made ready to run: a flat graph of atoms, in the order in which they were written.
 * It never changes and holds no state, so one plan serves any number of runs at once.
 */
export interface Plan {
  readonly flow: string;
  readonly version: number;
  readonly atoms: readonly Atom[];
  /** How many atoms each one waits for. */
  readonly waits: readonly number[];
  /** The status code of each atom before the first fact, to be copied: filling costs more. */
  readonly codes: readonly number[];
  /** Atoms that wait for nothing. */
  readonly entries: readonly Atom[];
  /** Index of an atom by its path. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Where each key of the flow's input is kept. */
  readonly inputs: readonly Binding[];
  /** Where each key that the flow provides is kept. */
  readonly outputs: readonly Binding[];
  /** An object with the keys of the outputs, unless they are so many that copying it is slow. */
  readonly blank: Readonly<Record<string, unknown>> | undefined;
  /** Number of values that a run keeps. */
  readonly slots: number;
}

/**
 * One thing that is settled as a whole.
 *
 * - `task`: runs a contributor's code.
 * - `choice`: asks a condition and skips the arms not taken.
 * - `join`: nothing but an order; it keeps the edges between two wide groups from multiplying.
 */
export interface Atom {
  readonly kind: 'task' | 'choice' | 'join';
  readonly index: number;
  /** Names of all nodes from the root, joined by `/`: the identity of the atom in every log. */
  readonly path: string;
  readonly name: string;
  /** Atoms that must be done first. */
  readonly before: readonly number[];
  /** Atoms that wait for this one. */
  readonly after: readonly number[];
  readonly reads: readonly Read[];
  readonly writes: readonly Binding[];
  readonly revert: RevertKind;
  readonly bestEffort: boolean;
  readonly remote: boolean;
  /** Of a choice: for each arm the atoms it holds, as a range of indexes. */
  readonly arms: readonly Range[];
}

/** A value under a name, kept in a slot. */
export interface Binding {
  readonly name: string;
  readonly slot: number;
  /** True for a name like `constructor`: every object has it, so it is asked for as its own. */
  readonly inherited: boolean;
}

/** One input of an atom: from a slot, or a constant that was injected. */
export interface Read {
  readonly name: string;
  /** -1 when nobody provides it: an optional input that stays away, or a constant. */
  readonly slot: number;
  readonly optional: boolean;
  readonly constant?: { readonly value: unknown };
}

/** Indexes from `from` up to but without `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
