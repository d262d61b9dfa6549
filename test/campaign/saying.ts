import type { Fact } from '@conductor/taskflow/kernel';

/** What one life of the campaign is to do. */
export interface Assignment {
  readonly seed: number;
  /** Folder that holds the journal and the ledger. */
  readonly folder: string;
  readonly submissions: readonly Submission[];
  readonly concurrency: number;
  readonly leaseMs: number;
  /** It lets every run end, and ends itself. */
  readonly isLast: boolean;
}

/** A run that is to be submitted, and what is asked of it later. */
export interface Submission {
  readonly id: string;
  readonly flow: string;
  readonly order: number;
  readonly ask?: { readonly what: 'cancel' | 'rest'; readonly afterMs: number };
}

/** What a process says to who started it. */
export type Saying =
  | { readonly is: 'open' }
  /** These say that the journal is known to have it. */
  | { readonly is: 'submitted'; readonly run: string }
  | { readonly is: 'fact'; readonly run: string; readonly position: number; readonly fact: Fact }
  | { readonly is: 'run'; readonly run: string; readonly state: string }
  | { readonly is: 'result'; readonly run: string; readonly outcome: string }
  | Asked
  /** Nothing is left to do. */
  | { readonly is: 'idle' }
  /** It has let go of everything, and lives on. */
  | { readonly is: 'closed' }
  /** It stops itself, or one of its tasks heard that it is to stop. */
  | { readonly is: 'stopping' | 'aborted' }
  | { readonly is: 'warning'; readonly text: string }
  /** Something that must never happen. */
  | { readonly is: 'trouble'; readonly text: string };

/** Something was asked of a run, whose log had so many facts when that was known. */
export interface Asked {
  readonly is: 'asked';
  readonly run: string;
  readonly what: 'cancel' | 'suspend';
  readonly facts: number;
}

/** Reads what a process said. */
export function sayingOf(line: string): Saying {
  const saying: unknown = JSON.parse(line);
  if (!isSaying(saying)) throw new Error(`a strange line: ${line}`);
  return saying;
}

/** Reads what a life is to do. */
export function assignmentOf(text: string): Assignment {
  const assignment: unknown = JSON.parse(text);
  if (!isAssignment(assignment)) throw new Error(`a strange assignment: ${text}`);
  return assignment;
}

function isSaying(value: unknown): value is Saying {
  return typeof value === 'object' && value !== null && 'is' in value;
}

function isAssignment(value: unknown): value is Assignment {
  return typeof value === 'object' && value !== null && 'submissions' in value;
}
