import type { Awaitable } from '../awaitable.ts';
import type { Created, Hold, Journal, NewRun } from '../journal/journal.ts';
import type { FactLog, LogEntry } from './fact-log.ts';
import { isThenable } from './thenable.ts';

/** What a run that starts at once asks of a journal. */
export type RunJournal = Pick<Journal, 'renew' | 'create' | 'append'>;

/**
 * The log of one run in a journal. The first turn of a new run is what creates it: its beginning
 * and its first step then cost one writing.
 */
export class RunLog implements FactLog {
  /** What the journal answered when the run was to be created. */
  created: Created | undefined;
  readonly #journal: RunJournal;
  readonly #head: RunHead | undefined;
  #hold: Hold | undefined;

  /** @param from What a new run is, or the right to go on with one. */
  constructor(journal: RunJournal, from: RunHead | Hold) {
    this.#journal = journal;
    if ('epoch' in from) this.#hold = from;
    else this.#head = from;
  }

  /** The right to write to it; a new run has it when it was created. */
  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** The lock that a new run wants. */
  get lock(): string | undefined {
    return this.#head?.lock;
  }

  append({ facts, status, at, done }: LogEntry): Awaitable<void> {
    const hold = this.#hold;
    if (hold !== undefined) return this.#journal.append({ hold, facts, status, at, done });
    if (this.#head === undefined) throw new NotHeldError();
    const created = this.#journal.create({ ...this.#head, facts, status, at });
    if (isThenable(created)) return created.then((answer) => this.#enter(answer));
    this.#enter(created);
  }

  #enter(created: Created): void {
    this.created = created;
    if (created.is !== 'held') throw new NotHeldError();
    this.#hold = created.hold;
  }
}

/** A new run before its first turn. */
export type RunHead = Omit<NewRun, 'facts' | 'status' | 'at'>;

/** Drops a drive whose run does not go on here; never seen by callers. */
export class NotHeldError extends Error {}
