import type { Clock } from '../clock.ts';
import { TaskflowError } from '../errors.ts';

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Number of timers that are set. */
  readonly pending: number;
  /**
   * Moves on and fires what falls due on the way, in order; between two timers promises settle.
   *
   * @throws {TaskflowError} with code `CLOCK` when it would go back, or nobody knows where to.
   */
  advance(ms: number): Promise<void>;
}

/**
 * Makes a {@link ManualClock}.
 *
 * @example
 * ```ts
 * import { manualClock } from '@conductor/taskflow/testing';
 *
 * const clock = manualClock();
 * clock.after(500, () => console.log(`called at ${clock.now()}`));
 * await clock.advance(499);
 * console.log(`still waiting at ${clock.now()}`);
 * await clock.advance(1);
 * ```
 *
 * ```text
 * still waiting at 499
 * called at 500
 * ```
 * @param startMs What it shows at first.
 */
export function manualClock(startMs = 0): ManualClock {
  let now = startMs;
  let timers: Timer[] = [];
  return {
    now: () => now,
    after(delayMs, call) {
      const timer = { due: now + delayMs, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    get pending() {
      return timers.length;
    },
    async advance(ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
        throw new TaskflowError('CLOCK', `a clock cannot advance by ${ms} ms`);
      }
      const until = now + ms;
      await settle();
      for (
        let next = earliest(timers);
        next !== undefined && next.due <= until;
        next = earliest(timers)
      ) {
        const fired = next;
        timers = timers.filter((other) => other !== fired);
        now = Math.max(now, fired.due);
        fired.call();
        await settle();
      }
      now = until;
    },
  };
}

interface Timer {
  readonly due: number;
  readonly call: () => void;
}

function earliest(timers: readonly Timer[]): Timer | undefined {
  return timers.reduce<Timer | undefined>(
    (first, timer) => (first && first.due <= timer.due ? first : timer),
    undefined,
  );
}

// Long enough for the promises of a few nested calls; a timer of the process would let real time
// in.
const turns = 100;

async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}
