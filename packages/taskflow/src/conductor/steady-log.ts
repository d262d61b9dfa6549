import { sleep } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { JournalError } from '../errors.ts';
import type { FactLog, LogEntry } from '../engine/fact-log.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Created } from '../journal/journal.ts';
import { pauseMs } from '../retry-policy.ts';
import type { RetryPolicy } from '../retry-policy.ts';

/**
 * A log that does not give up when the journal cannot write just now: the run stands still until it
 * can, and nothing of it is lost. Only the first turn of a new run is not tried again, because
 * somebody waits to hear whether the run was taken.
 */
export class SteadyLog implements FactLog {
  readonly #log: RunLog;
  readonly #site: LogSite;
  #isNew: boolean;

  constructor(log: RunLog, site: LogSite, isNew: boolean) {
    this.#log = log;
    this.#site = site;
    this.#isNew = isNew;
  }

  append(entry: LogEntry): Awaitable<void> {
    return this.#log.append(entry);
  }

  kept(): void {
    if (this.#isNew) this.#opened();
    this.#site.onWritten();
  }

  async rescue(error: unknown, entry: LogEntry): Promise<void> {
    if (this.#isNew) {
      this.#opened();
      throw error;
    }
    for (let tries = 1; ; tries += 1) {
      if (!(error instanceof JournalError && error.retryable)) throw error;
      this.#site.onStalled(error);
      await sleep(this.#site.clock, pauseMs(patience, tries), this.#site.given);
      try {
        await this.#log.append(entry);
        return;
      } catch (next) {
        error = next;
      }
    }
  }

  #opened(): void {
    this.#isNew = false;
    const { created } = this.#log;
    if (created !== undefined) this.#site.onOpened(created);
  }
}

/** Where a log is kept, and who is to hear of it. */
export interface LogSite {
  readonly clock: Clock;
  /** Aborted when it is not to be tried any more. */
  readonly given: AbortSignal;
  /** The journal has answered what became of a new run. */
  onOpened(created: Created): void;
  onWritten(): void;
  onStalled(error: JournalError): void;
}

const patience: RetryPolicy = { retries: Infinity, minTimeout: 50, maxTimeout: 5_000 };
