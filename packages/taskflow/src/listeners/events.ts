import type { RunInfo } from '../context.ts';
import type { Description } from '../drawing/description.ts';
import type { Direction } from '../kernel/fact.ts';
import type { Failure } from '../kernel/failure.ts';
import type { RunStatus, TaskStatus } from '../kernel/status.ts';

/**
 * Hears of runs: called once for each run, before its first event.
 * What it throws is reported to the log of the run and harms nothing.
 */
export type Listener = (events: RunEvents) => void;

/** The events of one run. */
export interface RunEvents {
  /** The flow that runs. */
  readonly flow: Description;
  /** Where each task stands that has begun, by path: of a run that is resumed, some have. */
  readonly states: ReadonlyMap<string, TaskState>;
  /** Calls back with every event of a name; the result takes the callback away again. */
  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void;
}

/** What a run tells while it runs: the payload of each event, by name. */
export interface RunEventMap {
  /** The run as a whole has got into another state. */
  readonly run: RunFacts & {
    readonly state: RunState;
    readonly failures: readonly Failure[];
  };
  /** A task has got into another state. */
  readonly task: TaskFacts & {
    readonly state: TaskState;
    /** What it provides, when it has succeeded. */
    readonly result?: Readonly<Record<string, unknown>>;
    readonly failure?: Failure;
    readonly attempt?: number;
  };
  /** An attempt has failed, and another follows after the delay. */
  readonly attempt: TaskFacts & {
    readonly direction: Direction;
    readonly attempt: number;
    readonly failure: Failure;
    readonly delayMs: number;
  };
  /** A task says how far it is. */
  readonly progress: TaskFacts & {
    readonly direction: Direction;
    /** From 0 to 1. */
    readonly fraction: number;
    readonly note?: string;
  };
}

/** States of a run that are told. */
export type RunState = Exclude<RunStatus, 'PENDING'>;

/** States of a task that are told; of a task that never started nothing is. */
export type TaskState = Exclude<TaskStatus, 'pending' | 'passed'>;

/** What every event of a run says. */
export interface RunFacts {
  readonly run: RunInfo;
  /** When, in ms of the clock of the run. */
  readonly at: number;
}

/** What every event of a task says. */
export interface TaskFacts extends RunFacts {
  /** Path of the task. */
  readonly task: string;
  readonly name: string;
}
