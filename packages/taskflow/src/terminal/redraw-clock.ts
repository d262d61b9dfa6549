/** What redraws need of time; every `Clock` of the library is one. */
export interface RedrawClock {
  /** Now, in ms. */
  now(): number;
  /** Calls once after the delay; the result calls it off. */
  after(delayMs: number, call: () => void): () => void;
}

/** The machine's time, with timers that let the process end: nobody waits for a picture. */
export const restingClock: RedrawClock = {
  now: () => Date.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
