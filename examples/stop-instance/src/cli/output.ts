import type { Listener } from '@conductor/taskflow';
import type { ConditionName } from './condition.ts';
import type { Account } from './stage.ts';

/** How the program shows what happens, from the announcement of a stop to the end of all. */
export interface Output {
  /** Hears every event of every run. */
  readonly listener: Listener;
  announce(name: ConditionName): void;
  conclude(account: Account): void;
  /** `unannounced` are those of a tour that ended otherwise than announced. */
  finish(accounts: readonly Account[], unannounced: readonly Account[], exitCode: number): void;
}
