import type { Context } from '../context.ts';
import { WrongResult } from '../failure.ts';
import type { Mishap } from '../failure.ts';
import type { Atom, Binding, TaskSucceeded, Values } from '../kernel/index.ts';
import { carriageProblem } from '../schema/carriable.ts';
import { trust } from '../trust.ts';
import { later } from './batch.ts';
import type { Patience, TaskCode } from './code.ts';
import type { Job } from './job.ts';
import type { Runtime } from './runtime.ts';

/** A task's `execute` or `probe`, or that of the receiver that performs it. */
export type Execute = (input: Values, context: Context) => unknown;

/** The way forward of one task. */
export class ExecuteJob implements Job {
  readonly direction = 'execute';
  readonly atom: Atom;
  readonly #runtime: Runtime;
  readonly #code: TaskCode;
  readonly #execute: Execute;
  readonly #probe: Execute | undefined;
  readonly #input: Values;
  /** True when a probe has found that no attempt before this one had its effect. */
  #isCleared = false;

  constructor(
    runtime: Runtime,
    atom: Atom,
    code: TaskCode,
    execute: Execute,
    probe: Execute | undefined,
    input: Values,
  ) {
    this.#runtime = runtime;
    this.atom = atom;
    this.#code = code;
    this.#execute = execute;
    this.#probe = probe;
    this.#input = input;
  }

  get patience(): Patience {
    return this.#code.forward;
  }

  call(context: Context): unknown {
    const given = this.#input;
    // An attempt that changes what it was given must not change what the next one is given.
    const input = this.patience.retry === undefined ? given : { ...given };
    return this.#probe !== undefined && this.#isInDoubt()
      ? this.#probeFirst(this.#probe, input, context)
      : this.#execute(input, context);
  }

  /** Executes only what an earlier attempt has not done. */
  async #probeFirst(probe: Execute, input: Values, context: Context): Promise<unknown> {
    const answer: unknown = await probe(input, context);
    const { done, result }: Partial<Record<string, unknown>> = trust(answer ?? {});
    if (done === true) return result;
    if (done !== false) {
      throw new WrongResult(`the probe of '${this.atom.path}' answered neither done nor not done`);
    }
    this.#isCleared = true;
    return this.#execute({ ...this.#input }, context);
  }

  #isInDoubt(): boolean {
    return this.#runtime.state.attempts?.get(this.atom.index)?.inDoubt === true;
  }

  check(value: unknown): Values | undefined {
    const { writes } = this.atom;
    if (writes.length === 0) return undefined;
    const { checkResult } = this.#code;
    // Unchecked, it is read all the same: one that cannot be read must fail here, not the run.
    if (checkResult === undefined) return this.#carried(pick(value, writes));
    const problems = checkResult(value ?? {});
    if (problems === undefined) return this.#carried(trust(value));
    throw new WrongResult(`'${this.atom.path}' returned a wrong result: ${problems.join('; ')}`);
  }

  /** A journal must be able to keep it: what comes back after a crash is to be the same. */
  #carried(result: Values): Values {
    const problem = this.#runtime.isKept ? carriageProblem(result) : undefined;
    if (problem === undefined) return result;
    throw new WrongResult(`'${this.atom.path}' returned what a journal cannot keep: ${problem}`);
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
    // A doubt stays until somebody has looked.
    const outcome = this.#isInDoubt() && !this.#isCleared ? 'unknown' : mishap.outcome;
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
