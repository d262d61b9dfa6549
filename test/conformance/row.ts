import type { Listener, Receiver } from '@conductor/taskflow';
import type { Values } from './does.ts';
import type { Named, Way } from './named.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

/**
 * One row of the tables: a flow, how it is run, and what is expected of it.
 * What a row leaves out is expected to be empty, so nothing happens that no row tells.
 */
export type Row = Runs | Unbuildable | Refused | Story | Scene;

/** A flow that runs to an end. */
export interface Runs extends Named {
  /** One task at a time, four, or both: the latter when left out. */
  readonly ways?: Way;
  /** How often the same flow is run; it tells the same each time. */
  readonly times?: number;
  readonly receivers?: (stage: Stage) => readonly Receiver[];
  readonly listener?: (stage: Stage) => Listener;
  /** Calls tasks by their paths. */
  readonly byPath?: boolean;
  /** Every event, in order. */
  readonly events?: string;
  /** Every event, each chain of them in order; an event in two chains is the same one. */
  readonly chains?: readonly string[];
  /** Chains in order, among other events. */
  readonly within?: readonly string[];
  /** `SUCCESS` when left out. */
  readonly outcome?: 'REVERTED' | 'FAILURE';
  /** What the run gives. */
  readonly results?: Values;
  /** What it throws instead. */
  readonly failures?: readonly string[];
  readonly notes?: readonly string[];
}

/** A flow that cannot be built. */
export interface Unbuildable extends Named {
  /** Each mistake, without the name of the library before it; `(its x)` where it was renamed. */
  readonly mistakes: readonly string[];
}

/** A flow that is not run, because of its input. */
export interface Refused extends Named {
  /** Keys that the flow declares, whatever it is given. */
  readonly declares: readonly string[];
  readonly problems: readonly string[];
}
