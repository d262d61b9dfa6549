// Stand-in until the lead's file is there.
import type { RunInfo } from '../context.ts';
import type { Description } from '../drawing/description.ts';
import type { Failure } from '../kernel/failure.ts';
import type { RunStatus } from '../kernel/status.ts';
interface Base {
  readonly run: RunInfo;
  readonly at: number;
}
export type TaskState =
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'tolerated'
  | 'refused'
  | 'skipped'
  | 'reverting'
  | 'reverted'
  | 'revert-failed';
export interface RunEventMap {
  run: Base & {
    readonly state: Exclude<RunStatus, 'PENDING'>;
    readonly failures: readonly Failure[];
  };
  task: Base & {
    readonly task: string;
    readonly name: string;
    readonly state: TaskState;
    readonly result?: object;
    readonly failure?: Failure;
    readonly attempt?: number;
  };
  attempt: Base & {
    readonly task: string;
    readonly name: string;
    readonly direction: 'execute' | 'revert';
    readonly attempt: number;
    readonly failure: Failure;
    readonly delayMs: number;
  };
  progress: Base & {
    readonly task: string;
    readonly name: string;
    readonly direction: 'execute' | 'revert';
    readonly fraction: number;
    readonly note?: string;
  };
}
export interface RunEvents {
  readonly flow: Description;
  on<Name extends keyof RunEventMap>(
    name: Name,
    fn: (event: RunEventMap[Name]) => void,
  ): () => void;
}
export type Listener = (events: RunEvents) => void;
export interface Clock {
  now(): number;
  after(delayMs: number, call: () => void): () => void;
}
