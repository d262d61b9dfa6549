import type { Context } from '../context.ts';
import type { Mishap } from '../failure.ts';
import { bug, inputOf, resultOf } from '../kernel/index.ts';
import type { Atom, State, Values } from '../kernel/index.ts';
import type { RevertInfo } from '../revert-info.ts';
import { later } from './batch.ts';
import type { Patience, TaskCode } from './code.ts';
import type { Job } from './job.ts';
import { receiverOf } from './receiver-of.ts';
import type { Runtime } from './runtime.ts';

/** The way back of one task. */
export class RevertJob implements Job {
  readonly direction = 'revert';
  readonly atom: Atom;
  readonly #runtime: Runtime;
  readonly #code: TaskCode;
  readonly #input: Values;
  readonly #info: RevertInfo;

  constructor(runtime: Runtime, atom: Atom) {
    this.#runtime = runtime;
    this.atom = atom;
    this.#code = runtime.code.tasks[atom.index] ?? bug(`'${atom.path}' has no code`);
    this.#input = inputOf(runtime.state, atom);
    this.#info = infoOf(runtime.state, atom);
  }

  get patience(): Patience {
    return this.#code.backward;
  }

  /** @throws what keeps the receiver from being found: the revert then fails like any other. */
  call(context: Context): unknown {
    const { task } = this.#code;
    if (task.revertKind !== 'receiver') {
      return task.revert?.(this.#input, this.#info, context);
    }
    const found = receiverOf(this.#runtime, this.atom, this.#code, this.#input);
    if ('failure' in found) throw found.thrown;
    return found.revert?.(this.#input, this.#info, context);
  }

  check(): undefined {
    return undefined;
  }

  succeed(): void {
    const { atom } = this;
    this.#runtime.post({ type: 'revert-succeeded', at: later, task: atom.path }, atom);
  }

  fail(mishap: Mishap): void {
    const { atom } = this;
    const failure = this.#runtime.keep(mishap);
    this.#runtime.post({ type: 'revert-failed', at: later, task: atom.path, failure }, atom);
  }
}

function infoOf(state: State, atom: Atom): RevertInfo {
  const cause = state.cause ?? bug(`'${atom.path}' is reverted without a cause`);
  const partial = state.partials?.get(atom.index) ?? {};
  const end = state.ends?.get(atom.index);
  return end === undefined
    ? { outcome: 'succeeded', result: resultOf(state, atom), partial, cause }
    : { outcome: end.outcome, failure: end.failure, partial, cause };
}
