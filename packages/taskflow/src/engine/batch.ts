import type { Atom, Fact, RunStatus, TaskStatus } from '../kernel/index.ts';
import type { LogEntry } from './fact-log.ts';
import type { Job } from './job.ts';

/** The time of a fact that is not recorded yet; it gets its own when its batch is folded. */
export const later = 0;

/** What is rarely to be said of a fact beside the fact. */
export interface Note {
  /** Called when the journal has the fact, or when it never will. */
  onSettled?: (durable: boolean) => void;
  /** Atoms that moved along without being named, and to where: told to listeners, too. */
  moved?: readonly Moved[];
  /** True when this fact turned the run back. */
  turned?: boolean;
}

/** An atom that moved along with a fact about something else. */
export interface Moved {
  readonly index: number;
  readonly status: TaskStatus;
}

/** A fact on its way into the log, with what the engine has at hand for it. */
export interface Entry {
  readonly fact: Stampable<Fact>;
  /** The atom that the fact names. */
  readonly atom: Atom | undefined;
  /** What is to be done once the journal has the fact. */
  readonly job: Job | undefined;
  note: Note | undefined;
  /** The one after it in its batch. */
  next: Entry | undefined;
}

/**
 * The facts of one turn, in order.
 * They are linked: arrays that grow, and arrays that are used again and again, both cost more than
 * all that happens to what is in them.
 */
export class Batch {
  first: Entry | undefined;
  size = 0;
  /** When its facts are recorded. */
  at = later;
  /** Requests that are answered by it. */
  done: number[] | undefined;
  #last: Entry | undefined;

  /** Adds a fact and gives its entry. */
  add(fact: Fact, atom?: Atom, job?: Job, note?: Note): Entry {
    const entry: Entry = { fact, atom, job, note, next: undefined };
    if (this.#last === undefined) this.first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.size += 1;
    return entry;
  }

  /** What is written of it; the facts are in an array that is the journal's to keep. */
  entry(status: RunStatus): LogEntry {
    return { facts: this.#facts(), status, at: this.at, done: this.done };
  }

  #facts(): Fact[] {
    const facts = new Array<Fact>(this.size);
    let place = 0;
    for (let entry = this.first; entry !== undefined; entry = entry.next) {
      facts[place++] = entry.fact;
    }
    return facts;
  }

  /** Tells whoever waits for a fact that the journal will never have it. */
  lose(): void {
    for (let entry = this.first; entry !== undefined; entry = entry.next) {
      entry.note?.onSettled?.(false);
    }
  }
}

type Stampable<F> = F extends Fact ? Omit<F, 'at'> & { at: number } : never;
