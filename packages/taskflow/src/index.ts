/**
 * Tasks that know how to undo themselves, flows that compose them, and what runs those.
 *
 * @module
 */

// Tasks.
export { task } from './authoring/task.ts';
export type {
  CertainOutput,
  LocalTask,
  RemoteTask,
  Returned,
  RevertFunction,
  Task,
  TaskFields,
  TaskSource,
  WhoRequires,
} from './authoring/task.ts';
export type { Probed, ProbeFunction } from './authoring/probe.ts';
export { atReceiver, irreversible, nothingToUndo } from './authoring/undo.ts';
export type { Undo } from './authoring/undo.ts';
export type { Awaitable } from './awaitable.ts';
export type { Context, RunInfo } from './context.ts';
export type { RevertInfo } from './revert-info.ts';
export type { RetryPolicy } from './retry-policy.ts';
export type { Duration } from './duration.ts';
export { AbortError } from 'p-retry';

// Flows.
export { graph, linear, parallel } from './authoring/group.ts';
export { condition } from './authoring/condition.ts';
export type { Condition, ConditionSource } from './authoring/condition.ts';
export { when } from './authoring/when.ts';
export type { EitherOutput } from './authoring/when.ts';
export { rename } from './authoring/rename.ts';
export type { Renamed } from './authoring/rename.ts';
export { inject } from './authoring/inject.ts';
export { flow } from './authoring/flow.ts';
export type { Closed, Flow, FlowHead } from './authoring/flow.ts';
export type { InputOf, Node, OutputOf, WhoOf } from './authoring/node.ts';
export type { ConditionDefinition, Definition, TaskDefinition } from './authoring/definition.ts';
export { carriageProblem } from './schema/carriable.ts';
export type { Flat, RequiredKeys, Shape, ValuesOf } from './schema/shape.ts';

// Running.
export { run } from './engine/run.ts';
export type { RunOptions } from './engine/options.ts';
export { openConductor } from './conductor/open-conductor.ts';
export type { ConductorOptions, SubmitOptions } from './conductor/options.ts';
export type { CloseOptions, Conductor, ForkOptions, Named } from './conductor/conductor.ts';
export type { RunHandle } from './conductor/run-handle.ts';
export { implement, receiver } from './receiver/receiver.ts';
export type { Code, Implementation, Receiver } from './receiver/receiver.ts';
export { memoryJournal } from './journal/memory.ts';
export type { MemoryJournal } from './journal/memory.ts';
export type {
  Claim,
  Created,
  Hold,
  Journal,
  NewRun,
  RunKind,
  Turn,
  Wanted,
} from './journal/journal.ts';
export type { RunFilter, RunPage, RunRecord } from './journal/run-record.ts';
export type { PendingRequest, RunRequest } from './journal/run-request.ts';
export type { RunJournal } from './engine/run-log.ts';
export { sleep, systemClock } from './clock.ts';
export type { Clock } from './clock.ts';

// Watching.
export { logger } from './listeners/logger.ts';
export type {
  Listener,
  RunEventMap,
  RunEvents,
  RunFacts,
  RunState,
  TaskFacts,
  TaskState,
} from './listeners/events.ts';
export { consoleLogger, quietLogger } from './log.ts';
export type { Logger } from './log.ts';

// Drawing.
export { describe } from './drawing/describe.ts';
export { toDot, toMermaid } from './drawing/draw.ts';
export type { RunStates } from './drawing/draw.ts';
export type { Description, GroupDescription, TaskDescription } from './drawing/description.ts';

// Errors, and failures as data.
export {
  DeclarationError,
  FlowError,
  FlowUnknownError,
  ForkError,
  InputError,
  JournalError,
  LockedError,
  RunError,
  RunUnknownError,
  StrayRunsError,
  TaskError,
  TaskflowError,
} from './errors.ts';
export type { JournalErrorCode, RunErrorFacts, TaskErrorOptions } from './errors.ts';
export type {
  Direction,
  Failure,
  FailureCause,
  FailureKind,
  Mistake,
  MistakeCode,
  Outcome,
} from './kernel/index.ts';
