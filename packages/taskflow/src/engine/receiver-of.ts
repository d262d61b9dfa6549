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
    return stated(
      'receiver',
      `'${path}' wants receiver '${address}', which is not registered`,
      here,
    );
  }
  const implementation = receiver.tasks.get(name);
  if (implementation === undefined) {
    const problem = `receiver '${address}' does not know task '${name}': it is unsupported there`;
    return stated('receiver', problem, here);
  }
  if (code.task.revertKind === 'receiver' && implementation.revert === undefined) {
    return stated('receiver', `receiver '${address}' cannot revert task '${name}'`, here);
  }
  return implementation;
}
