import type { Clock } from '@conductor/taskflow';

/** The time from one sign of life to the next. Nova's `report_interval`. */
export const reportIntervalMs = 10_000;

/** Reports at once and then at every interval, until the returned function is called. */
export function heartbeat(clock: Clock, report: () => void): () => void {
  let cancel = () => {};
  function beat(): void {
    report();
    cancel = clock.after(reportIntervalMs, beat);
  }
  beat();
  return () => cancel();
}
