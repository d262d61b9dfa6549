import type { Listener } from '@conductor/taskflow';
import type { CrashPoint } from './crash.ts';
import type { Account, StopAccount } from './stage.ts';

/** How the program shows what happens, from the announcement of a stop to the end of all. */
export interface Output {
  /** Hears every event of every run. */
  readonly listener: Listener;
  announce(name: string, summary: string): void;
  conclude(account: Account): void;
  /** What is to be printed last of all when the process dies at `point`. */
  lastWords(point: CrashPoint, db: string, resume: readonly string[]): string;
  /** `unannounced` are those of a tour that ended otherwise than announced. */
  finish(accounts: readonly Account[], unannounced: readonly StopAccount[], exitCode: number): void;
}
