import type { Failure, Outcome } from './failure.ts';
import type { RunOutcome } from './status.ts';

/**
 * Something that happened in a run: one entry of its log. The state of a run is the fold of its
 * facts and nothing else. Each fact holds only what JSON can carry, names its task by path, and has
 * the time at which it was recorded, in milliseconds since 1970.
 */
export type Fact =
  | RunStarted
  | RunCancelled
  | RunSuspending
  | SuspendWithdrawn
  | RunSuspended
  | RunResumed
  | RunFinished
  | SignalReceived
  | TaskStarted
  | TaskSucceeded
  | TaskFailed
  | TaskRefused
  | ChoiceMade
  | AttemptFailed
  | ValueRecorded
  | RevertStarted
  | RevertSucceeded
  | RevertFailed;

/** The first fact of every log. */
export interface RunStarted {
  readonly type: 'run-started';
  readonly at: number;
  readonly run: string;
  readonly flow: string;
  readonly version: number;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Somebody asked the run to turn back. */
export interface RunCancelled {
  readonly type: 'run-cancelled';
  readonly at: number;
  readonly reason: string;
}

/** Somebody asked the run to rest: nothing new starts, and what is under way ends. */
export interface RunSuspending {
  readonly type: 'run-suspending';
  readonly at: number;
}

/** Before the run came to rest, somebody asked it to go on. */
export interface SuspendWithdrawn {
  readonly type: 'suspend-withdrawn';
  readonly at: number;
}

/** Nothing is under way any more; the run rests until it is resumed. */
export interface RunSuspended {
  readonly type: 'run-suspended';
  readonly at: number;
}

/**
 * Somebody goes on with the run, and who held it before does not: what was under way then is lost.
 */
export interface RunResumed {
  readonly type: 'run-resumed';
  readonly at: number;
  /** Who goes on with it. */
  readonly by: string;
}

/** Something outside has told the run something; it is kept for whoever waits for it. */
export interface SignalReceived {
  readonly type: 'signal-received';
  readonly at: number;
  readonly name: string;
  readonly value: unknown;
}

/** The last fact of a log. */
export interface RunFinished {
  readonly type: 'run-finished';
  readonly at: number;
  readonly outcome: RunOutcome;
}

/**
 * Written before `execute` is called: from here on the task may have had an effect. A task that was
 * lost is started once more.
 */
export interface TaskStarted {
  readonly type: 'task-started';
  readonly at: number;
  readonly task: string;
}

/** The task did what it promised; `result` holds its values by the names in its `provides`. */
export interface TaskSucceeded {
  readonly type: 'task-succeeded';
  readonly at: number;
  readonly task: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** The last attempt ended badly; `unknown` when the task may have had its effect all the same. */
export interface TaskFailed {
  readonly type: 'task-failed';
  readonly at: number;
  readonly task: string;
  readonly outcome: Exclude<Outcome, 'succeeded'>;
  readonly failure: Failure;
}

/**
 * The task was not started: its input was wrong, or nobody could take it. There is nothing to
 * revert.
 */
export interface TaskRefused {
  readonly type: 'task-refused';
  readonly at: number;
  readonly task: string;
  readonly failure: Failure;
}

/** A condition answered; `arm` is -1 when there is one arm and it was not taken. */
export interface ChoiceMade {
  readonly type: 'choice-made';
  readonly at: number;
  readonly task: string;
  readonly arm: number;
}

/** An attempt failed and another follows after `delayMs`. */
export interface AttemptFailed {
  readonly type: 'attempt-failed';
  readonly at: number;
  readonly task: string;
  readonly direction: Direction;
  /** `unknown` when the attempt may have had its effect; the task is then in doubt for good. */
  readonly outcome: Exclude<Outcome, 'succeeded'>;
  readonly failure: Failure;
  readonly delayMs: number;
}

/** The task noted something on its way, for its revert and for its next attempt. */
export interface ValueRecorded {
  readonly type: 'value-recorded';
  readonly at: number;
  readonly task: string;
  readonly name: string;
  readonly value: unknown;
}

/** Written before `revert` is called; once more when the revert was lost. */
export interface RevertStarted {
  readonly type: 'revert-started';
  readonly at: number;
  readonly task: string;
}

/** The task's effect is gone. */
export interface RevertSucceeded {
  readonly type: 'revert-succeeded';
  readonly at: number;
  readonly task: string;
}

/** The task's effect stands, and so does everything that it depends on. */
export interface RevertFailed {
  readonly type: 'revert-failed';
  readonly at: number;
  readonly task: string;
  readonly failure: Failure;
}

/** Which of a task's two functions is meant. */
export type Direction = 'execute' | 'revert';
