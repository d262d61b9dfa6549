import type { ChainWork, FanWork, GraphWork, RevertWork } from './work.ts';

/** One run of a flow that is already defined. */
export type Run<Result> = () => Promise<Result>;

/** Defines the flow for the work; or the sentence that says what the peer lacks to do it. */
export type Build<Work, Result> = ((work: Work) => Run<Result>) | string;

/**
 * Something that can do the work. Each adapter uses the most fitting and fastest way its library
 * offers, and says in a comment what the library does not give.
 */
export interface Peer {
  /** A definition can run only once, so that each run gets its own, made outside the timing. */
  readonly singleUse?: boolean;
  /** Why there is no definition to measure: the library has no step between data and run. */
  readonly undefinable?: string;
  readonly linear: Build<ChainWork, number>;
  readonly parallel: Build<FanWork, readonly number[]>;
  /** The result is the last layer. */
  readonly dag: Build<GraphWork, readonly number[]>;
  /** The result is the error of the last step. */
  readonly revert: Build<RevertWork, unknown>;
}
