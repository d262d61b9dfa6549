import type { Context } from '../context.ts';
import { WrongResult } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Binding, TaskSucceeded, Values } from '../kernel/index.ts';
import { trust } from '../trust.ts';
import { later } from './batch.ts';
import type { Patience, TaskCode } from './code.ts';
import type { Job } from './job.ts';
import type { Runtime } from './runtime.ts';

/** A task's `execute`, or that of the receiver that performs it. */
export type Execute = (input: Values, context: Context) => unknown;

/** The way forward of one task. */
export class ExecuteJob implements Job {
  readonly direction = 'execute';
  readonly atom: Atom;
  readonly #runtime: Runtime;
  readonly #code: TaskCode;
  readonly #execute: Execute;
  readonly #input: Values;

  constructor(runtime: Runtime, atom: Atom, code: TaskCode, execute: Execute, input: Values) {
    this.#runtime = runtime;
    this.atom = atom;
    this.#code = code;
    this.#execute = execute;
    this.#input = input;
  }

  get patience(): Patience {
    return this.#code.forward;
  }

  call(context: Context): unknown {
    const input = this.#input;
    // An attempt that changes what it was given must not change what the next one is given.
    return this.#execute(this.patience.retry === undefined ? input : { ...input }, context);
  }

  check(value: unknown): Values | undefined {
    const { writes } = this.atom;
    if (writes.length === 0) return undefined;
    const { checkResult } = this.#code;
    // Unchecked, it is read all the same: one that cannot be read must fail here, not the run.
    if (checkResult === undefined) return pick(value, writes);
    const problems = checkResult(value ?? {});
    if (problems === undefined) return trust(value);
    throw new WrongResult(`'${this.atom.path}' returned a wrong result: ${problems.join('; ')}`);
  }

  succeed(result: Values | undefined): void {
    const { atom } = this;
    const fact: TaskSucceeded =
      result === undefined
        ? { type: 'task-succeeded', at: later, task: atom.path }
        : { type: 'task-succeeded', at: later, task: atom.path, result };
    this.#runtime.post(fact, atom);
  }

  fail(mishap: Mishap): void {
    const { atom } = this;
    const { outcome } = mishap;
    const failure = this.#runtime.keep(mishap);
    const fact = { type: 'task-failed', at: later, task: atom.path, outcome, failure } as const;
    this.#runtime.post(fact, atom);
  }
}

function pick(value: unknown, writes: readonly Binding[]): Values {
  const given: Values = trust(value ?? {});
  const result: Values = {};
  for (const { name, inherited } of writes) {
    if (!inherited || Object.hasOwn(given, name)) result[name] = given[name];
  }
  return result;
}
