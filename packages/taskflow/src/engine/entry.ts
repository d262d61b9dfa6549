import type { Atom, Fact } from '../kernel/index.ts';
import type { Job } from './job.ts';

/** A fact on its way into the log, with what the engine has at hand for it. */
export interface Entry {
  readonly fact: Fact;
  /** The atom that the fact names. */
  readonly atom: Atom | undefined;
  /** What is to be done once the journal has the fact. */
  readonly job: Job | undefined;
  /** Called when the journal has the fact, or when it never will. */
  readonly onSettled: ((durable: boolean) => void) | undefined;
  /** Atoms that moved along without being named: told to listeners, too. */
  moved: readonly number[] | undefined;
  /** True when this fact turned the run back. */
  turned: boolean;
  /** The one after it in its {@link Batch}. */
  next: Entry | undefined;
}

/**
 * Entries in order, linked: an array of its own for each of a million turns would cost more than
 * what is in it.
 */
export class Batch {
  first: Entry | undefined;
  size = 0;
  #last: Entry | undefined;

  add(entry: Entry): void {
    if (this.#last === undefined) this.first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.size += 1;
  }

  /** The facts, in an array that is the receiver's to keep. */
  facts(): Fact[] {
    const facts: Fact[] = new Array<Fact>(this.size);
    let place = 0;
    for (let entry = this.first; entry !== undefined; entry = entry.next) {
      facts[place++] = entry.fact;
    }
    return facts;
  }

  /** Tells each entry that the journal will never have it. */
  lose(): void {
    for (let entry = this.first; entry !== undefined; entry = entry.next) entry.onSettled?.(false);
  }
}

/** An entry; all are made here, so that all have one layout in memory. */
export function entryOf(
  fact: Fact,
  atom?: Atom,
  job?: Job,
  onSettled?: (durable: boolean) => void,
): Entry {
  return { fact, atom, job, onSettled, moved: undefined, turned: false, next: undefined };
}
