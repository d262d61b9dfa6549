import type { KeptRun } from './kept-run.ts';

/**
 * Runs in a line, the oldest first. They mostly come at its end and leave from its front, and both
 * cost the same however long the line is.
 */
export class RunLine implements Iterable<KeptRun> {
  #runs: KeptRun[] = [];
  /** Where the line begins; what is before it has left. */
  #front = 0;

  /** Lets a run in, at the place that its age gives it; it may be in already. */
  add(run: KeptRun): void {
    const at = this.#placeOf(run);
    if (this.#runs[at] !== run) this.#runs.splice(at, 0, run);
  }

  /** Lets a run out; it may be out already. */
  remove(run: KeptRun): void {
    const at = this.#placeOf(run);
    if (this.#runs[at] !== run) return;
    if (at > this.#front) this.#runs.splice(at, 1);
    else this.#leave();
  }

  /** Lets the first one out. */
  shift(): KeptRun | undefined {
    const first = this.#runs[this.#front];
    if (first !== undefined) this.#leave();
    return first;
  }

  *[Symbol.iterator](): Iterator<KeptRun> {
    for (let at = this.#front; at < this.#runs.length; at++) {
      const run = this.#runs[at];
      if (run !== undefined) yield run;
    }
  }

  #leave(): void {
    this.#front += 1;
    if (this.#front * 2 < this.#runs.length) return;
    this.#runs = this.#runs.slice(this.#front);
    this.#front = 0;
  }

  /** The first place whose run is not older. */
  #placeOf({ order }: KeptRun): number {
    let from = this.#front;
    let to = this.#runs.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const run = this.#runs[middle];
      if (run !== undefined && run.order < order) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
