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
      this.#locks.set(run.lock, { name: run.lock, holder: run, line: new RunLine() });
      return;
    }
    lock.line.add(run);
    run.isQueued = true;
  }

  /** Takes a run that is over from its lock or from the line; gives the one that follows it. */
  leave(run: KeptRun): KeptRun | undefined {
    const lock = run.lock === undefined ? undefined : this.#locks.get(run.lock);
    if (lock?.holder !== run) {
      lock?.line.remove(run);
      return undefined;
    }
    const next = lock.line.shift();
    if (next === undefined) this.#locks.delete(lock.name);
    else {
      lock.holder = next;
      next.isQueued = false;
    }
    return next;
  }
}

interface Lock {
  readonly name: string;
  holder: KeptRun;
  readonly line: RunLine;
}
