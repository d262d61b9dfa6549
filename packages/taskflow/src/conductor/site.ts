import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Listener } from '../listeners/events.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { FlowBook } from './flow-book.ts';
import type { Watchers } from './watchers.ts';

/** What the parts of a conductor share. */
export interface Site {
  readonly book: FlowBook;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly listeners: readonly Listener[];
  readonly watchers: Watchers;
  readonly validate: boolean;
  /** How many runs may be under way here at a time. */
  readonly concurrency: number;
  readonly concurrencyPerRun: number;
  readonly leaseMs: number;
  /** How long finished runs are kept. */
  readonly retentionMs: number;
  /** Aborted when the conductor is closed, and nothing is to be tried any more. */
  readonly closed: AbortSignal;
}
