import type { ConditionDefinition, TaskDefinition } from '../authoring/definition.ts';
import type { Flow } from '../authoring/flow.ts';
import { validatorOf } from '../schema/validator.ts';
import type { Validator } from '../schema/validator.ts';

/** The code of one atom with its checks, prepared once for each flow. */
export interface TaskCode {
  readonly task: TaskDefinition;
  /** Checks the input; left out when there is nothing to check. */
  readonly checkInput: Validator | undefined;
  /** Checks what `execute` returned. */
  readonly checkResult: Validator | undefined;
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
  const check = (shape: TaskDefinition['requires']): Validator | undefined =>
    validate && Object.keys(shape).length > 0 ? validatorOf(shape) : undefined;
  const tasks = flow.code.map((task) =>
    task?.kind === 'task'
      ? { task, checkInput: check(task.requires), checkResult: check(task.provides) }
      : undefined,
  );
  const conditions = flow.code.map((code) => (code?.kind === 'condition' ? code : undefined));
  return { tasks, conditions };
}
