import type { Mishap } from '../failure.ts';
import { decideNext, unreachable } from '../kernel/index.ts';
import type { Atom } from '../kernel/index.ts';
import { admit, choose } from './admit.ts';
import type { Batch, Entry } from './batch.ts';
import { ExecuteJob } from './execute-job.ts';
import type { Runtime } from './runtime.ts';

/**
 * Adds the fact of whatever may happen next to a batch; nothing when nothing may.
 *
 * @param slots How many more tasks may be under way.
 */
export function addNext(
  runtime: Runtime,
  batch: Batch,
  at: number,
  slots: number,
): Entry | undefined {
  const command = decideNext(runtime.state, slots);
  if (command === undefined) return undefined;
  switch (command.do) {
    case 'execute':
      return addStart(runtime, batch, at, command.atom);
    case 'choose':
      return addChoice(runtime, batch, at, command.atom);
    case 'revert': {
      const { atom } = command;
      return batch.add({ type: 'revert-started', at, task: atom.path }, atom);
    }
    case 'finish':
      return batch.add({ type: 'run-finished', at, outcome: command.outcome });
    case 'wait':
      return undefined;
    default:
      return unreachable(command);
  }
}

function addStart(runtime: Runtime, batch: Batch, at: number, atom: Atom): Entry {
  const admitted = admit(runtime, atom);
  return admitted instanceof ExecuteJob
    ? batch.add({ type: 'task-started', at, task: atom.path }, atom, admitted)
    : addRefusal(runtime, batch, at, { atom, mishap: admitted });
}

function addChoice(runtime: Runtime, batch: Batch, at: number, atom: Atom): Entry {
  const arm = choose(runtime, atom);
  return typeof arm === 'number'
    ? batch.add({ type: 'choice-made', at, task: atom.path, arm }, atom)
    : addRefusal(runtime, batch, at, { atom, mishap: arm });
}

function addRefusal(
  runtime: Runtime,
  batch: Batch,
  at: number,
  { atom, mishap }: { readonly atom: Atom; readonly mishap: Mishap },
): Entry {
  const failure = runtime.keep(mishap);
  return batch.add({ type: 'task-refused', at, task: atom.path, failure }, atom);
}
