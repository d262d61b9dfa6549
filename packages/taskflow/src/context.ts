import type { Logger } from './log.ts';

/** What a task is given beside its input. */
export interface Context {
  /**
   * Aborted when the attempt has timed out or the run is cancelled. The engine waits for a
   * cancelled task to end, so a task that takes long passes this on or looks at it.
   */
  readonly signal: AbortSignal;
  /** The attempt, from 1; it goes on counting when a run is resumed. */
  readonly attempt: number;
  /** Idempotency key: the same for every attempt of this task in this run, in this direction. */
  readonly key: string;
  readonly run: RunInfo;
  readonly log: Logger;
  /**
   * Tells listeners how far the task is.
   *
   * @param fraction From 0 to 1; what lies outside is brought inside.
   */
  progress(fraction: number, note?: string): void;
  /**
   * Notes something that the task has done on its way, for its revert (`info.partial`) and for its
   * next attempt. Resolves when the journal has it: wait for it before going on, or a crash may
   * forget it.
   */
  record(name: string, value: unknown): Promise<void>;
  /** What earlier attempts of this task have recorded. */
  readonly recorded: Readonly<Record<string, unknown>>;
}

/** Which run a task, an event or an error belongs to. */
export interface RunInfo {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
}
