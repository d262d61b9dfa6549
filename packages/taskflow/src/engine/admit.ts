import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import { bug, inputOf } from '../kernel/index.ts';
import type { Atom } from '../kernel/index.ts';
import { ExecuteJob } from './execute-job.ts';
import { receiverOf } from './receiver-of.ts';
import type { Runtime } from './runtime.ts';
import { isThenable } from './thenable.ts';

/**
 * The job of a task that is to start, or why it is refused. What is refused has not run, so it is
 * never reverted: a wrong input, and a receiver that is not there.
 */
export function admit(runtime: Runtime, atom: Atom): ExecuteJob | Mishap {
  const code = runtime.code.tasks[atom.index] ?? bug(`'${atom.path}' has no code`);
  const input = inputOf(runtime.state, atom);
  const problems = code.checkInput?.(input);
  if (problems !== undefined) {
    const message = `'${atom.path}' was given a wrong input: ${problems.join('; ')}`;
    return stated('invalid-input', message, { task: atom.path, attempt: 1, retryable: false });
  }
  const { execute, probe } = code;
  if (execute !== undefined) return new ExecuteJob(runtime, atom, code, execute, probe, input);
  const found = receiverOf(runtime, atom, code, input);
  return 'failure' in found
    ? found
    : new ExecuteJob(runtime, atom, code, found.execute, found.probe, input);
}

/** The arm that a condition takes, -1 for none; one that throws fails the node that it guards. */
export function choose(runtime: Runtime, atom: Atom): number | Mishap {
  const { path, index } = atom;
  const condition = runtime.code.conditions[index] ?? bug(`'${path}' has no condition`);
  const here = { task: path, attempt: 1 };
  try {
    const answer: unknown = condition.test(inputOf(runtime.state, atom));
    const otherwise = atom.arms.length > 1 ? 1 : -1;
    if (!isThenable(answer)) return Boolean(answer) ? 0 : otherwise;
    // Nobody waits for what it promises, and a rejection must not bring the process down.
    Promise.resolve(answer).catch((error: unknown) => {
      runtime.log.warn(
        { run: runtime.run, error },
        `the promise of condition '${path}' was broken`,
      );
    });
  } catch (error) {
    return mishapOf(error, here);
  }
  const problem = `'${path}' answered with a promise: a condition answers at once`;
  return mishapOf(new TypeError(problem), here);
}
