import type { Awaitable } from '../awaitable.ts';
import type { Fact, RunStatus } from '../kernel/index.ts';
import type { RunFilter, RunPage, RunRecord } from './run-record.ts';
import type { PendingRequest, RunRequest } from './run-request.ts';

/**
 * Where runs and their facts are kept, and who may go on with which run.
 *
 * An owner (a conductor, say) has one lease for all the runs that it holds. While the lease lasts
 * nobody else takes them; whoever takes one from an owner whose lease is over ends that owner for
 * good: its facts are refused from then on, for all of its runs, and so is all that it would begin.
 * Who never began a lease, or has resigned it, is as one whose lease is over.
 *
 * A method that has nothing to wait for answers at once instead of with a promise: in memory, a run
 * then costs no turn of the event loop for its log. Each throws, or rejects with, a
 * {@link JournalError} when it cannot do what it is asked; then it has done nothing of it.
 */
export interface Journal {
  /**
   * Begins or extends the lease of an owner.
   *
   * @param until In milliseconds since 1970; `Infinity` for an owner that only its death ends.
   * @throws {JournalError} with code `JOURNAL_FENCED` when somebody has taken runs from this owner.
   */
  renew(owner: string, until: number): Awaitable<void>;
  /** Ends a lease: what the owner holds is free for others at once; it may begin another. */
  resign(owner: string): Awaitable<void>;
  /**
   * Opens the log of a run, unless its id is known or its lock is held.
   *
   * @throws {JournalError} with code `JOURNAL_FENCED` when somebody has taken runs from the owner.
   */
  create(run: NewRun): Awaitable<Created>;
  /**
   * Appends facts, all or none; when it answers, they are as durable as this journal makes them.
   * The facts are the journal's to keep.
   *
   * @throws {JournalError} with code `JOURNAL_FENCED` when the run is not the owner's any more,
   * `JOURNAL_UNKNOWN_RUN` when it was never created.
   */
  append(turn: Turn): Awaitable<void>;
  /**
   * Gives back a run that its owner does not go on with; others may take it at once. A hold that is
   * no good any more changes nothing.
   */
  release(hold: Hold): Awaitable<void>;
  /**
   * Takes the oldest runs that nobody holds, have the lock that they want, and are neither finished
   * nor suspended; of the suspended, those that were asked to go on or to turn back. A run that was
   * asked to turn back before it began needs no lock for that. An owner does not take its own runs.
   *
   * @throws {JournalError} with code `JOURNAL_FENCED` when somebody has taken runs from the owner.
   */
  claim(wanted: Wanted): Awaitable<readonly Claim[]>;
  /** What the unfinished runs are made of that nobody holds whose lease lasts at a time. */
  loose(now: number): Awaitable<readonly RunKind[]>;
  /**
   * Writes down what somebody asks of a run.
   *
   * @throws {JournalError} with code `JOURNAL_UNKNOWN_RUN` when there is none, or it is finished.
   */
  ask(run: string, request: RunRequest): Awaitable<void>;
  /** What was asked of the runs that an owner holds and is not done yet, the oldest first. */
  asked(owner: string): Awaitable<readonly PendingRequest[]>;
  /** The log of a run, or its end from a number of facts on; empty when there is none. */
  load(run: string, from?: number): Awaitable<readonly Fact[]>;
  /** What is known of a run; undefined when there is none of this id. */
  find(run: string): Awaitable<RunRecord | undefined>;
  /** The runs that fit a filter, page by page. */
  list(filter: RunFilter): Awaitable<RunPage>;
  /** Forgets runs that finished before a time, at most so many; says how many it forgot. */
  prune(finishedBefore: number, limit: number): Awaitable<number>;
  /** Writes what is left and lets go of everything; a second call changes nothing. */
  close(): Awaitable<void>;
}

/** A run that is to be created. */
export interface NewRun {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  /** See {@link RunRecord.fingerprint}. */
  readonly fingerprint: string;
  readonly lock?: string;
  /** When the lock is held: `reject` creates nothing, `queue` lets the run wait. */
  readonly onConflict: 'reject' | 'queue';
  /** Who goes on with the run at once; when left out, it waits to be claimed. */
  readonly owner?: string;
  /**
   * The first turn. The first fact, that the run has started, is kept in any case; the others only
   * when the owner holds the run.
   */
  readonly facts: readonly Fact[];
  /** What the facts lead to. */
  readonly status: RunStatus;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/**
 * What became of a new run.
 *
 * - `held`: the owner goes on with it.
 * - `waiting`: it is kept, and will be claimed.
 * - `known`: there is a run of this id; nothing was written.
 * - `locked`: another run has the lock; nothing was written.
 */
export type Created =
  | { readonly is: 'held'; readonly hold: Hold }
  | { readonly is: 'waiting' }
  | { readonly is: 'known'; readonly run: RunRecord }
  | { readonly is: 'locked'; readonly by: string };

/** The right to go on with a run, as long as nobody has taken it since. */
export interface Hold {
  readonly run: string;
  readonly owner: string;
  readonly epoch: number;
}

/** Facts of one turn of a run. */
export interface Turn {
  readonly hold: Hold;
  readonly facts: readonly Fact[];
  /**
   * What they lead to; a final one ends the hold and passes the lock on, `SUSPENDED` ends the hold
   * alone.
   */
  readonly status: RunStatus;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Requests that these facts answer; they are forgotten together with the writing. */
  readonly done?: readonly number[] | undefined;
}

/** Which runs an owner wants to take. */
export interface Wanted {
  readonly owner: string;
  /** Leases that end before this are over. */
  readonly now: number;
  /** At most so many. */
  readonly limit: number;
  /** Only this run. */
  readonly run?: string;
  /** Only runs of these, each as `flow@version#fingerprint`; of any, when left out. */
  readonly kinds?: readonly string[];
}

/** Runs of one flow and version that are made of the same. */
export interface RunKind {
  readonly flow: string;
  readonly version: number;
  /** See {@link RunRecord.fingerprint}. */
  readonly fingerprint: string;
  /** How many there are. */
  readonly runs: number;
  /** Id of the oldest. */
  readonly oldest: string;
}

/** A run that was taken, with all that is needed to go on. */
export interface Claim {
  readonly hold: Hold;
  readonly run: RunRecord;
  readonly facts: readonly Fact[];
}
