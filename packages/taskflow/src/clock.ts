/**
 * Where the library takes its time from.
 * It is an input, so that tests move it by hand; see `manualClock` of the testing door.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after a delay; the result takes the call away again. */
  after(delayMs: number, call: () => void): () => void;
}

/** The clock of the process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, call) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(leftMs > stepMs ? () => wait(leftMs - stepMs) : call, stepMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after a delay, or rejects with the signal's reason as soon as the signal is aborted.
 *
 * @example
 * ```ts
 * import { sleep } from '@conductor/taskflow';
 * import { manualClock } from '@conductor/taskflow/testing';
 *
 * const clock = manualClock();
 * const nap = sleep(clock, 60_000).then(() => console.log(`awake at ${clock.now()}`));
 * await clock.advance(60_000);
 * await nap;
 * ```
 *
 * ```text
 * awake at 60000
 * ```
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(reasonOf(signal));
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(reasonOf(signal));
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Why a signal was aborted, as an error whatever it was aborted with. */
export function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  if (reason instanceof Error) return reason;
  try {
    return new Error(String(reason));
  } catch {
    return new Error(`something that has no text (${typeof reason})`);
  }
}

// A timer that is set for longer than this fires at once.
const longestTimerMs = 2 ** 31 - 1;
