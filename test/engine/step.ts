import { flow, linear, parallel, task } from '@conductor/taskflow';
import type { Flow, LocalTask, Task, TaskFields } from '@conductor/taskflow';

/** A task that a test names only in what matters to it: it does nothing and has a revert. */
export function step<const Name extends string>(name: Name, also: Also = {}): Step<Name> {
  return task<Name, {}, {}, boolean>({ name, execute: () => {}, revert: () => {}, ...also });
}

/** A {@link step} whose `execute` throws. */
export function failing<const Name extends string>(name: Name, also: Also = {}): Step<Name> {
  return step(name, { execute: throwing(`${name} broke`), ...also });
}

/** A function that throws an error with a message. */
export function throwing(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}

/** A flow `f` of steps one after the other, in a group `l`: the path of a step is `f/l/name`. */
export function inOrder(...steps: readonly Step[]): Flow<'f', {}, {}, {}> {
  return flow({ name: 'f' }, linear('l', ...steps));
}

/** A flow `f` of steps side by side, in a group `p`. */
export function beside(...steps: readonly Step[]): Flow<'f', {}, {}, {}> {
  return flow({ name: 'f' }, parallel('p', ...steps));
}

/** See {@link step}. */
export type Step<Name extends string = string> = Task<Name, {}, {}>;

type Also = Partial<Omit<TaskFields<string, {}, {}, boolean>, 'name'> & LocalTask<{}, {}>>;
