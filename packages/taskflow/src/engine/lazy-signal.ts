import type { Direction } from '../kernel/index.ts';

/** A signal for each direction. */
export type Signals = Readonly<Record<Direction, LazySignal>>;

/** Signals that are not aborted. */
export function newSignals(): Signals {
  return { execute: new LazySignal(), revert: new LazySignal() };
}

/**
 * An abort signal that is made when somebody asks for it.
 * Most tasks never look at theirs, and an `AbortController` costs as much as a step.
 */
export class LazySignal {
  #controller: AbortController | undefined;
  #reason: unknown;
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Aborts the signal, made or not; only the first reason counts. */
  abort(reason?: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
