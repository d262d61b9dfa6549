import type { Awaitable } from '../awaitable.ts';
import type { Fact, RunStatus } from '../kernel/index.ts';

/** Where one run writes its facts. */
export interface FactLog {
  /** Answers when the facts are kept; see `append` of the journal. */
  append(entry: LogEntry): Awaitable<void>;
  /** Told when an entry is kept, before anything of it is obeyed. */
  kept?(): void;
  /** Asked when an entry was refused: resolves when it is kept after all, else rejects. */
  rescue?(error: unknown, entry: LogEntry): Promise<void>;
}

/** What a turn of a run writes. */
export interface LogEntry {
  readonly facts: readonly Fact[];
  /** What the facts lead to. */
  readonly status: RunStatus;
  readonly at: number;
  /** Requests that the facts answer. */
  readonly done: readonly number[] | undefined;
}
