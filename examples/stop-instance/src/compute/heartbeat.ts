import type { Clock, Logger } from '@conductor/taskflow';

/** The time from one sign of life to the next. Nova's `report_interval`. */
export const reportIntervalMs = 10_000;

/**
 * Reports at once and then at every interval, until the returned function is called. A report that
 * does not get through is only logged: the next one may.
 */
export function heartbeat(clock: Clock, log: Logger, report: () => void): () => void {
  let cancel = () => {};
  function beat(): void {
    try {
      report();
    } catch (error) {
      log.warn({ error }, 'a sign of life did not get through');
    }
    cancel = clock.after(reportIntervalMs, beat);
  }
  beat();
  return () => cancel();
}
