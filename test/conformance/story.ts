import type { RunStatus } from '@conductor/taskflow/kernel';
import type { Values } from './does.ts';
import type { Named, Way } from './named.ts';

/**
 * A row about a run that a conductor drives through several lives. Where TaskFlow says that an
 * engine is run again, here a run goes on: by `resume` where it rests, by itself after a death.
 */
export interface Story extends Named {
  /** One task at a time, four, or both: the latter when left out. */
  readonly ways?: Way;
  /** What the journal has of the run before the first life; it is submitted when left out. */
  readonly stored?: string;
  readonly lives: readonly [Life, ...Life[]];
  /** `SUCCESS` when left out; what became of the run in the last life. */
  readonly outcome?: 'REVERTED' | 'FAILURE';
  readonly results?: Values;
  readonly failures?: readonly string[];
  /** What the tasks of all lives noted. */
  readonly notes?: readonly string[];
}

/** What is heard of a run until nothing more happens, or its process dies. */
export interface Life {
  /** How it follows the life before; the first one has none. */
  readonly after?: After;
  /** At this event something is done. */
  readonly at?: string;
  readonly does?: 'suspend' | 'die';
  /** Every event, in order. */
  readonly events: string;
  /** What the journal says of the run when this life is over. */
  readonly ends: RunStatus;
  /** How long it took, by the clock of the stage; not looked at when left out. */
  readonly tookMs?: number;
}

/**
 * How a life follows another.
 *
 * - `resume`: the same conductor is asked to go on.
 * - `death`: the process is gone, and another opens the journal anew, long after.
 * - `reopening`: the conductor was closed, another opens the journal anew and is asked to go on.
 * - `fork`: a new run begins where this one began.
 */
export type After = 'resume' | 'death' | 'reopening' | 'fork';
