import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Values } from '../kernel/index.ts';
import type { Implementation } from '../receiver/receiver.ts';
import type { TaskCode } from './code.ts';
import type { Runtime } from './runtime.ts';

/** Who performs a remote task, or why nobody does. */
export function receiverOf(
  runtime: Runtime,
  atom: Atom,
  code: TaskCode,
  input: Values,
): Implementation | Mishap {
  const { path, name } = atom;
  const here = { task: path, attempt: 1, retryable: false };
  let address: string;
  try {
    address = code.task.at?.(input) ?? '';
  } catch (error) {
    return mishapOf(error, here);
  }
  const receiver = runtime.receivers.get(address);
  if (receiver === undefined) {
    return stated('receiver', `'${path}' wants receiver '${address}', which is not known`, here);
  }
  const implementation = receiver.tasks.get(name);
  if (implementation !== undefined) return implementation;
  return stated('receiver', `receiver '${address}' does not support task '${name}'`, here);
}
