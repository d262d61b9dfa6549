import type { Stage } from '../conductor/stage.ts';

/**
 * A row about journals and conductors, not about one flow: something is done there, and what is
 * seen of it is noted. TaskFlow's jobboard is a journal and a job is a run of it: to post is to
 * create, to claim is to claim or to hold, the expiry of a claim is the lease of its owner, to
 * abandon is to release or to resign, to consume is to finish, to trash is to cancel.
 */
export interface Scene {
  readonly id: string;
  readonly fact: string;
  /** In memory, in a file, or both: the latter when left out. */
  readonly kept?: 'memory' | 'file';
  readonly play: (stage: Stage, note: (line: string) => void) => Promise<void>;
  /** What is noted, in order. */
  readonly notes: readonly string[];
}
