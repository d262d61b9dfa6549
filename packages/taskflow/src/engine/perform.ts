import { mishapOf, stated } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import { inputOf, invariant, resultOf, statusAt } from '../kernel/index.ts';
import type { Atom, Values } from '../kernel/index.ts';
import type { RevertInfo } from '../revert-info.ts';
import { trust } from '../trust.ts';
import { findReceiver } from './admit.ts';
import { attempts } from './attempts.ts';
import type { Drive } from './drive.ts';

/** Calls a task's `execute` and records how it ended. */
export function performExecute(drive: Drive, atom: Atom, input: Values): void {
  const code = drive.code.tasks[atom.index];
  invariant(code !== undefined, () => `'${atom.path}' has no code`);
  const { task, checkResult } = code;
  const found = task.execute === undefined ? findReceiver(drive, atom, input) : undefined;
  const execute = found !== undefined && 'execute' in found ? found.execute : task.execute;
  invariant(execute !== undefined, () => `'${atom.path}' was admitted without code`);
  const check = (value: unknown): Values | undefined => {
    const problems = checkResult?.(value ?? {});
    if (problems === undefined) return atom.writes.length > 0 ? trust(value) : undefined;
    const message = `'${atom.path}' returned a wrong result: ${problems.join('; ')}`;
    throw new WrongResult(message);
  };
  attempts(drive, atom, {
    direction: 'execute',
    retry: task.retry,
    timeoutMs: task.timeoutMs,
    call: (context) => execute(input, context),
    check,
    onSuccess(result) {
      const at = drive.clock.now();
      const fact = { type: 'task-succeeded', at, task: atom.path } as const;
      drive.post({ fact: result === undefined ? fact : { ...fact, result }, atom });
    },
    onFailure(mishap) {
      const { outcome } = mishap;
      const failure = drive.keep(mishap);
      const at = drive.clock.now();
      drive.post({ fact: { type: 'task-failed', at, task: atom.path, outcome, failure }, atom });
    },
  });
}

/** Calls a task's `revert` and records how it ended. */
export function performRevert(drive: Drive, atom: Atom): void {
  const task = drive.code.tasks[atom.index]?.task;
  invariant(task !== undefined, () => `'${atom.path}' has no code`);
  const input = inputOf(drive.state, atom);
  const found = task.revertKind === 'receiver' ? findReceiver(drive, atom, input) : undefined;
  const revert = found !== undefined && 'execute' in found ? found.revert : task.revert;
  const info = infoOf(drive, atom);
  attempts(drive, atom, {
    direction: 'revert',
    retry: task.revertRetry,
    timeoutMs: task.revertTimeoutMs,
    call: (context) => {
      if (revert !== undefined) return revert(input, info, context);
      throw found !== undefined && 'thrown' in found ? found.thrown : new Error('no revert');
    },
    check: () => undefined,
    onSuccess() {
      drive.post({
        fact: { type: 'revert-succeeded', at: drive.clock.now(), task: atom.path },
        atom,
      });
    },
    onFailure(mishap) {
      const failure = drive.keep(mishap);
      drive.post({
        fact: { type: 'revert-failed', at: drive.clock.now(), task: atom.path, failure },
        atom,
      });
    },
  });
}

/**
 * A result that broke its schema; thrown inside an attempt so that it ends like any other failure.
 */
export class WrongResult extends Error {}

/** The mishap of whatever an attempt threw. */
export function mishapIn(thrown: unknown, atom: Atom, attempt: number): Mishap {
  const here = { task: atom.path, attempt };
  if (thrown instanceof WrongResult) {
    return stated('invalid-result', thrown.message, { ...here, retryable: false });
  }
  return mishapOf(thrown, here);
}

function infoOf(drive: Drive, atom: Atom): RevertInfo {
  const { state } = drive;
  const cause = state.cause;
  invariant(cause !== undefined, () => `'${atom.path}' is reverted without a cause`);
  const partial = state.partials.get(atom.index) ?? {};
  const end = state.ends.get(atom.index);
  invariant(statusAt(state, atom.index) === 'reverting', () => `'${atom.path}' is not reverting`);
  return end === undefined
    ? { outcome: 'succeeded', result: resultOf(state, atom), partial, cause }
    : { outcome: end.outcome, failure: end.failure, partial, cause };
}
