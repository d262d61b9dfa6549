/**
 * Those who wait for a run to change. What is driven here wakes them at once; for what is driven
 * elsewhere they are woken with each heartbeat, to look again.
 */
export class Watchers {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Resolves when a run has changed, or may have. */
  change(run: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(run);
      if (waiting === undefined) this.#waiting.set(run, [resolve]);
      else waiting.push(resolve);
    });
  }

  /** A run has changed. */
  wake(run: string): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting.get(run);
    this.#waiting.delete(run);
    for (const resolve of waiting ?? []) resolve();
  }

  /** Everybody is to look again. */
  wakeAll(): void {
    for (const run of [...this.#waiting.keys()]) this.wake(run);
  }
}
