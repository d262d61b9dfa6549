import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import { bug, inputOf } from '../kernel/index.ts';
import type { Atom, Values } from '../kernel/index.ts';
import type { TaskCode } from './code.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { ExecuteJob } from './execute-job.ts';
import type { Execute } from './execute-job.ts';
import { receiverOf } from './receiver-of.ts';
import type { Runtime } from './runtime.ts';

/**
 * The fact with which a task starts, or is refused. What is refused has not run, so it is never
 * reverted: a wrong input, and a receiver that is not there.
 */
export function admit(runtime: Runtime, atom: Atom, at: number): Entry {
  const code = runtime.code.tasks[atom.index] ?? bug(`'${atom.path}' has no code`);
  const input = inputOf(runtime.state, atom);
  const problems = code.checkInput?.(input);
  if (problems !== undefined) {
    const message = `'${atom.path}' was given a wrong input: ${problems.join('; ')}`;
    const here = { task: atom.path, attempt: 1, retryable: false };
    return refused(runtime, atom, at, stated('invalid-input', message, here));
  }
  const execute = executeOf(runtime, atom, code, input);
  if (typeof execute !== 'function') return refused(runtime, atom, at, execute);
  const job = new ExecuteJob(runtime, atom, code, execute, input);
  return entryOf({ type: 'task-started', at, task: atom.path }, atom, job);
}

/** The fact of an answered condition; one that throws fails the node that it guards. */
export function choose(runtime: Runtime, atom: Atom, at: number): Entry {
  const { path, index } = atom;
  const condition = runtime.code.conditions[index] ?? bug(`'${path}' has no condition`);
  try {
    const yes = condition.test(inputOf(runtime.state, atom));
    const otherwise = atom.arms.length > 1 ? 1 : -1;
    const arm = yes ? 0 : otherwise;
    return entryOf({ type: 'choice-made', at, task: path, arm }, atom);
  } catch (error) {
    return refused(runtime, atom, at, mishapOf(error, { task: path, attempt: 1 }));
  }
}

/** The function to call for a task, or why there is none. */
function executeOf(
  runtime: Runtime,
  atom: Atom,
  code: TaskCode,
  input: Values,
): Execute | Mishap {
  if (code.execute !== undefined) return code.execute;
  const found = receiverOf(runtime, atom, input);
  return 'failure' in found ? found : found.execute;
}

function refused(runtime: Runtime, atom: Atom, at: number, mishap: Mishap): Entry {
  const failure = runtime.keep(mishap);
  return entryOf({ type: 'task-refused', at, task: atom.path, failure }, atom);
}
