import { stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import { decideNext, limits, taskCode, unreachable } from '../kernel/index.ts';
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
    case 'suspend':
      return batch.add({ type: 'run-suspended', at });
    case 'finish':
      return batch.add({ type: 'run-finished', at, outcome: command.outcome });
    case 'wait':
      return undefined;
    default:
      return unreachable(command);
  }
}

function addStart(runtime: Runtime, batch: Batch, at: number, atom: Atom): Entry {
  const admitted = lossOf(runtime, atom) ?? admit(runtime, atom);
  return admitted instanceof ExecuteJob
    ? batch.add({ type: 'task-started', at, task: atom.path }, atom, admitted)
    : addRefusal(runtime, batch, at, { atom, mishap: admitted });
}

/** Why a task that is lost again and again is not started once more. */
function lossOf({ state }: Runtime, { index, path }: Atom): Mishap | undefined {
  if (state.codes[index] !== taskCode.lost) return undefined;
  const { lost = 0, failed = 0 } = state.attempts?.get(index)?.execute ?? {};
  if (lost < limits.lossesPerTask) return undefined;
  const message = `'${path}' was lost with its process ${lost} times: it is not started again`;
  return stated('lost', message, { task: path, attempt: failed + lost, retryable: false });
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
  const { path: task } = atom;
  // What was lost may have had its effect, so it has failed: it is not as if it had never started.
  return runtime.state.codes[atom.index] === taskCode.lost
    ? batch.add({ type: 'task-failed', at, task, outcome: 'unknown', failure }, atom)
    : batch.add({ type: 'task-refused', at, task, failure }, atom);
}
