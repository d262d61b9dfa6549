import type { Atom, Fact } from '../kernel/index.ts';
import type { Job } from './job.ts';

/** A fact on its way into the log, with what the engine has at hand for it. */
export interface Entry {
  readonly fact: Fact;
  /** The atom that the fact names. */
  readonly atom: Atom | undefined;
  /** What is to be done once the journal has the fact. */
  readonly job: Job | undefined;
  /** Called when the journal has the fact, or when it never will. */
  readonly onSettled: ((durable: boolean) => void) | undefined;
  /** Atoms that moved along without being named: told to listeners, too. */
  moved: readonly number[] | undefined;
  /** True when this fact turned the run back. */
  turned: boolean;
}

/** An entry; all are made here, so that all have one layout in memory. */
export function entryOf(
  fact: Fact,
  atom?: Atom,
  job?: Job,
  onSettled?: (durable: boolean) => void,
): Entry {
  return { fact, atom, job, onSettled, moved: undefined, turned: false };
}
