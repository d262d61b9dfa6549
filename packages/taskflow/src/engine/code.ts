import type { ConditionDefinition, TaskDefinition } from '../authoring/definition.ts';
import type { Flow } from '../authoring/flow.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import type { Shape } from '../schema/shape.ts';
import { pickedValidatorOf, validatorOf } from '../schema/validator.ts';
import type { Validator } from '../schema/validator.ts';

/** The code of one task with its checks, prepared once for each flow. */
export interface TaskCode {
  readonly task: TaskDefinition;
  /** That of the task, one look nearer: a long flow is as fast as this comes out of memory. */
  readonly execute: TaskDefinition['execute'];
  readonly probe: TaskDefinition['probe'];
  readonly forward: Patience;
  readonly backward: Patience;
  /** Checks the input; left out when there is nothing to check. */
  readonly checkInput: Validator | undefined;
  /** Checks what `execute` returned. */
  readonly checkResult: Validator | undefined;
}

/** How often and for how long a function of a task may try. */
export interface Patience {
  readonly retry: RetryPolicy | undefined;
  readonly timeoutMs: number | undefined;
}

/** What a flow's atoms do, by index. */
export interface FlowCode {
  readonly tasks: readonly (TaskCode | undefined)[];
  readonly conditions: readonly (ConditionDefinition | undefined)[];
}

/** The prepared code of a flow; validators are compiled by the first run that checks, and kept. */
export function codeOf(flow: Flow, validate: boolean): FlowCode {
  const known = validate ? checked : unchecked;
  let code = known.get(flow);
  if (code === undefined) {
    code = prepare(flow, validate);
    known.set(flow, code);
  }
  return code;
}

const checked = new WeakMap<Flow, FlowCode>();
const unchecked = new WeakMap<Flow, FlowCode>();

function prepare(flow: Flow, validate: boolean): FlowCode {
  const tasks = flow.code.map((code) =>
    code?.kind === 'task' ? prepareTask(code, validate) : undefined,
  );
  const conditions = flow.code.map((code) => (code?.kind === 'condition' ? code : undefined));
  return { tasks, conditions };
}

function prepareTask(task: TaskDefinition, validate: boolean): TaskCode {
  const { requires, provides } = task;
  const check = (shape: Shape, by: typeof validatorOf): Validator | undefined =>
    validate && Object.keys(shape).length > 0 ? by(shape, `task '${task.name}'`) : undefined;
  return {
    task,
    execute: task.execute,
    probe: task.probe,
    forward: patience(task.retry, task.timeoutMs),
    backward: patience(task.revertRetry, task.revertTimeoutMs),
    checkInput: check(requires, pickedValidatorOf),
    checkResult: check(provides, validatorOf),
  };
}

/** Nearly every task has none, and those share one object. */
function patience(retry: RetryPolicy | undefined, timeoutMs: number | undefined): Patience {
  return retry === undefined && timeoutMs === undefined ? none : { retry, timeoutMs };
}

const none: Patience = { retry: undefined, timeoutMs: undefined };
