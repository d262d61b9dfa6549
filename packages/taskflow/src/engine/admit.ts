import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import { inputOf, invariant } from '../kernel/index.ts';
import type { Atom, Values } from '../kernel/index.ts';
import type { Implementation } from '../receiver/receiver.ts';
import type { Drive } from './drive.ts';
import type { Entry } from './entry.ts';

/**
 * The fact with which a task starts, or is refused. What is refused has not run, so it is never
 * reverted: a wrong input, and a receiver that is not there.
 */
export function admit(drive: Drive, atom: Atom, at: number): Entry {
  const code = drive.code.tasks[atom.index];
  invariant(code !== undefined, () => `'${atom.path}' has no code`);
  const input = inputOf(drive.state, atom);
  const problems = code.checkInput?.(input);
  const here = { task: atom.path, attempt: 1, retryable: false };
  if (problems !== undefined) {
    const message = `'${atom.path}' was given a wrong input: ${problems.join('; ')}`;
    return refused(drive, atom, at, stated('invalid-input', message, here));
  }
  if (code.task.at !== undefined) {
    const found = findReceiver(drive, atom, input);
    if ('failure' in found) return refused(drive, atom, at, found);
  }
  return { fact: { type: 'task-started', at, task: atom.path }, atom, input };
}

/** The fact of an answered condition; one that throws fails the node that it guards. */
export function choose(drive: Drive, atom: Atom, at: number): Entry {
  const condition = drive.code.conditions[atom.index];
  invariant(condition !== undefined, () => `'${atom.path}' has no condition`);
  try {
    const yes = condition.test(inputOf(drive.state, atom));
    const otherwise = atom.arms.length > 1 ? 1 : -1;
    return { fact: { type: 'choice-made', at, task: atom.path, arm: yes ? 0 : otherwise }, atom };
  } catch (error) {
    return refused(drive, atom, at, mishapOf(error, { task: atom.path, attempt: 1 }));
  }
}

/** Who performs a remote task, or why nobody does. */
export function findReceiver(drive: Drive, atom: Atom, input: Values): Implementation | Mishap {
  const here = { task: atom.path, attempt: 1, retryable: false };
  try {
    const name = drive.code.tasks[atom.index]?.task.at?.(input) ?? '';
    const receiver = drive.receivers.get(name);
    if (receiver === undefined) {
      return stated(
        'receiver',
        `'${atom.path}' wants receiver '${name}', which is not registered`,
        here,
      );
    }
    const implementation = receiver.tasks.get(atom.name);
    if (implementation !== undefined) return implementation;
    return stated(
      'receiver',
      `receiver '${name}' does not know task '${atom.name}': it is unsupported there`,
      here,
    );
  } catch (error) {
    return mishapOf(error, here);
  }
}

function refused(drive: Drive, atom: Atom, at: number, mishap: Mishap): Entry {
  return { fact: { type: 'task-refused', at, task: atom.path, failure: drive.keep(mishap) }, atom };
}
