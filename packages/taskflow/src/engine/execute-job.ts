import type { Context } from '../context.ts';
import { WrongResult } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, TaskSucceeded, Values } from '../kernel/index.ts';
import { trust } from '../trust.ts';
import type { Patience, TaskCode } from './code.ts';
import { later } from './batch.ts';
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
    return this.#execute(this.#input, context);
  }

  check(value: unknown): Values | undefined {
    const problems = this.#code.checkResult?.(value ?? {});
    if (problems === undefined) return this.atom.writes.length > 0 ? trust(value) : undefined;
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
