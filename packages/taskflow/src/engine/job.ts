import type { Context } from '../context.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Direction, Values } from '../kernel/index.ts';
import type { Patience } from './code.ts';

/** One function of one task of one run, to be called until it succeeds or its patience is over. */
export interface Job {
  readonly atom: Atom;
  readonly direction: Direction;
  readonly patience: Patience;
  /** Calls the contributor's function. */
  call(context: Context): unknown;
  /** The checked result; throws a `WrongResult` for one that breaks its schema. */
  check(value: unknown): Values | undefined;
  /** Records the success. */
  succeed(result: Values | undefined): void;
  /** Records the failure. */
  fail(mishap: Mishap): void;
}
