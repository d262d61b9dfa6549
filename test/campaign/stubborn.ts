import { setTimeout as pause } from 'node:timers/promises';
import { JournalError, TaskflowError } from '@conductor/taskflow';

/** Tries again what the journal could not do just now, because another process was writing. */
export async function stubborn<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof JournalError && error.retryable)) throw error;
      await pause(5);
    }
  }
}

/** Asks something of a run; false when it has ended before. */
export async function inTime(ask: () => Promise<void>): Promise<boolean> {
  try {
    await stubborn(ask);
    return true;
  } catch (error) {
    if (error instanceof TaskflowError && error.code === 'RUN_FINISHED') return false;
    throw error;
  }
}
