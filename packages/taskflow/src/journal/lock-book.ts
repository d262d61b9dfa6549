import type { KeptRun } from './kept-run.ts';
import { RunLine } from './run-line.ts';

/** Who has which lock, and who waits for it. */
export class LockBook {
  readonly #locks = new Map<string, Lock>();

  /** Who has a lock. */
  holderOf(lock: string | undefined): KeptRun | undefined {
    return lock === undefined ? undefined : this.#locks.get(lock)?.holder;
  }

  /** Gives a run the lock that it wants, or a place in the line for it. */
  take(run: KeptRun): void {
    if (run.lock === undefined) return;
    const lock = this.#locks.get(run.lock);
    if (lock === undefined) {
      this.#locks.set(run.lock, { holder: run, line: new RunLine() });
      return;
    }
    lock.line.add(run);
    run.isQueued = true;
  }

  /** Takes the lock from a run that is over; gives the one that has it now. */
  pass({ lock: name }: KeptRun): KeptRun | undefined {
    const lock = name === undefined ? undefined : this.#locks.get(name);
    if (name === undefined || lock === undefined) return undefined;
    const next = lock.line.shift();
    if (next === undefined) {
      this.#locks.delete(name);
      return undefined;
    }
    lock.holder = next;
    next.isQueued = false;
    return next;
  }
}

interface Lock {
  holder: KeptRun;
  readonly line: RunLine;
}
