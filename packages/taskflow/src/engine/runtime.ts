import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Fact, Failure, State } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { FlowCode } from './code.ts';
import type { Signals } from './lazy-signal.ts';
import type { Teller } from './teller.ts';

/**
 * What the parts of the engine share while one run is driven. The loop is what implements it, and
 * the parts that it hands work to see no more of the loop than this.
 */
export interface Runtime {
  readonly run: RunInfo;
  readonly state: State;
  readonly code: FlowCode;
  readonly clock: Clock;
  readonly log: Logger;
  readonly teller: Teller;
  /** True when a journal keeps what tasks give, so that it must be able to. */
  readonly isKept: boolean;
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** Aborted when tasks of a direction should stop: forward by a cancellation. */
  readonly stopped: Signals;
  /** Aborted when no more attempts follow in a direction: forward as soon as the run turns. */
  readonly settled: Signals;
  /**
   * Takes a fact in; it is folded at the next turn.
   *
   * @param onSettled Called when the journal has the fact, or when it never will.
   */
  post(fact: Fact, atom: Atom | undefined, onSettled?: (durable: boolean) => void): void;
  /** Told when a task begins, or has ceased, to wait for its next attempt. */
  pausing(change: 1 | -1): void;
  /** Keeps what was thrown for a failure, and gives the failure. */
  keep(mishap: Mishap): Failure;
  /** What was thrown for a failure, where this process caught it. */
  thrownFor(failure: Failure): unknown;
}
