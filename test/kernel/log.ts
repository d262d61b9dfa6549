import type { Direction, Fact, Failure, RunOutcome } from '@conductor/taskflow/kernel';

const at = 0;

/** The facts of a log, each at time zero: the kernel reads the time of pauses only. */
export const say = {
  runStarted: (flow = 'f', input: Readonly<Record<string, unknown>> = {}): Fact => ({
    type: 'run-started',
    at,
    run: 'r',
    flow,
    version: 1,
    input,
  }),
  runCancelled: (): Fact => ({ type: 'run-cancelled', at, reason: 'asked to' }),
  runSuspending: (): Fact => ({ type: 'run-suspending', at }),
  suspendWithdrawn: (): Fact => ({ type: 'suspend-withdrawn', at }),
  runSuspended: (): Fact => ({ type: 'run-suspended', at }),
  runResumed: (): Fact => ({ type: 'run-resumed', at, by: 'another' }),
  signalled: (name: string, value: unknown = null): Fact => ({
    ...{ type: 'signal-received', at, name, value },
  }),
  runFinished: (outcome: RunOutcome): Fact => ({ type: 'run-finished', at, outcome }),
  started: (task: string): Fact => ({ type: 'task-started', at, task }),
  succeeded: (task: string, result: Readonly<Record<string, unknown>> = {}): Fact => ({
    type: 'task-succeeded',
    at,
    task,
    result,
  }),
  failed: (task: string, outcome: 'failed' | 'unknown' = 'failed'): Fact => ({
    type: 'task-failed',
    at,
    task,
    outcome,
    failure: failureOf(task),
  }),
  refused: (task: string): Fact => ({ type: 'task-refused', at, task, failure: failureOf(task) }),
  chosen: (task: string, arm: number): Fact => ({ type: 'choice-made', at, task, arm }),
  attemptFailed: (
    task: string,
    direction: Direction = 'execute',
    outcome: 'failed' | 'unknown' = 'failed',
  ): Fact => ({
    type: 'attempt-failed',
    at,
    task,
    direction,
    outcome,
    failure: failureOf(task),
    delayMs: 10,
  }),
  recorded: (task: string, name: string, value: unknown): Fact => ({
    type: 'value-recorded',
    at,
    task,
    name,
    value,
  }),
  revertStarted: (task: string): Fact => ({ type: 'revert-started', at, task }),
  revertSucceeded: (task: string): Fact => ({ type: 'revert-succeeded', at, task }),
  revertFailed: (task: string): Fact => ({
    type: 'revert-failed',
    at,
    task,
    failure: failureOf(task),
  }),
} as const;

function failureOf(task: string): Failure {
  return { name: 'Error', message: 'broken', kind: 'error', retryable: true, task, attempt: 1 };
}
