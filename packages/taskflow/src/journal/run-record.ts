import type { RunStatus } from '../kernel/index.ts';

/** What a journal says of a run beside its facts. */
export interface RunRecord {
  readonly id: string;
  readonly flow: string;
  /** Version of the flow with which the run began, and with which it goes on. */
  readonly version: number;
  /** Says what the flow was made of: only a flow that is made of the same goes on with the run. */
  readonly fingerprint: string;
  /** `PENDING` while it waits for its turn or for its lock. */
  readonly status: RunStatus;
  /** Of those with the same lock only one is under way. */
  readonly lock?: string;
  /** Who holds the run. */
  readonly owner?: string;
  /** Counts how often the run was taken; who holds an older number is refused. */
  readonly epoch: number;
  /** How many facts its log has. */
  readonly facts: number;
  /** When it was submitted, in milliseconds since 1970. */
  readonly createdAt: number;
  /** When its status last changed. */
  readonly changedAt: number;
}

/** Which runs are meant; all, when nothing is said. */
export interface RunFilter {
  readonly flow?: string;
  readonly status?: RunStatus | readonly RunStatus[];
  readonly lock?: string;
  /** Where a page before ended: its {@link RunPage.next}. */
  readonly after?: string;
  /** Runs on a page; 100 when left out, 1,000 at most. */
  readonly limit?: number;
}

/** One page of runs, the newest first. */
export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** What to ask for as `after`; left out on the last page. */
  readonly next?: string;
}
