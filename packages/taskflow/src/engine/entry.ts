import type { Atom, Fact, Values } from '../kernel/index.ts';

/** A fact on its way into the log, with what the engine has at hand for it. */
export interface Entry {
  readonly fact: Fact;
  /** The atom that the fact names. */
  readonly atom?: Atom;
  /** Of a task that is to start: its input. */
  readonly input?: Values;
  /** Atoms that moved along without being named: told to listeners, too. */
  moved?: readonly number[];
  /** True when this fact turned the run back. */
  turned?: boolean;
  /** Called when the journal has the fact. */
  readonly onDurable?: () => void;
}
