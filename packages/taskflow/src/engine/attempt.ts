import type { Context, RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Values } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import { later } from './batch.ts';
import { carriageProblem } from '../schema/carriable.ts';
import type { Job } from './job.ts';
import type { Runtime } from './runtime.ts';

/** One attempt at a job: the {@link Context} that the contributor's function sees. */
export class Attempt implements Context {
  readonly attempt: number;
  readonly #runtime: Runtime;
  readonly #job: Job;
  readonly #signal: AbortSignal | undefined;
  #over = false;

  /**
   * Settles an attempt: what its code still does counts no more. False when it was settled before.
   * It is static, because a contributor's function is given the attempt.
   */
  static end(attempt: Attempt): boolean {
    if (attempt.#over) return false;
    attempt.#over = true;
    return true;
  }

  constructor(runtime: Runtime, job: Job, attempt: number, signal?: AbortSignal) {
    this.attempt = attempt;
    this.#runtime = runtime;
    this.#job = job;
    this.#signal = signal;
  }

  get signal(): AbortSignal {
    return this.#signal ?? this.#runtime.stopped[this.#job.direction].signal;
  }

  get key(): string {
    const key = `${this.#runtime.run.id}/${this.#job.atom.path}`;
    return this.#job.direction === 'execute' ? key : `${key}#revert`;
  }

  get run(): RunInfo {
    return this.#runtime.run;
  }

  get log(): Logger {
    return this.#runtime.log;
  }

  get recorded(): Readonly<Values> {
    return this.#runtime.state.partials?.get(this.#job.atom.index) ?? {};
  }

  // Both may be taken off the context, as people like to do, so they are made bound when asked for.
  get progress(): Context['progress'] {
    return (fraction, note) => this.#progress(fraction, note);
  }

  get record(): Context['record'] {
    return (name, value) => this.#record(name, value);
  }

  #progress(fraction: number, note: string | undefined): void {
    const { progress: channel } = this.#runtime.teller;
    if (this.#over || channel?.heard !== true) return;
    channel.emit({
      run: this.run,
      at: this.#runtime.clock.now(),
      task: this.#job.atom.path,
      name: this.#job.atom.name,
      direction: this.#job.direction,
      fraction: fraction >= 0 ? Math.min(1, fraction) : 0,
      ...(note !== undefined && { note }),
    });
  }

  #record(name: string, value: unknown): Promise<void> {
    const { atom } = this.#job;
    const recorded = new Promise<void>((resolve, reject) => {
      if (this.#over) {
        const problem = `'${atom.path}' recorded '${name}' after its attempt was over`;
        reject(new TaskflowError('RECORD_TOO_LATE', problem));
        return;
      }
      const trouble = this.#runtime.isKept ? carriageProblem({ [name]: value }) : undefined;
      if (trouble !== undefined) {
        const problem = `'${atom.path}' recorded what a journal cannot keep: ${trouble}`;
        reject(new TaskflowError('NOT_CARRIABLE', problem));
        return;
      }
      const fact = { type: 'value-recorded', at: later, task: atom.path, name, value } as const;
      this.#runtime.post(fact, atom, (durable) => {
        const problem = `'${name}' of '${atom.path}' was not recorded`;
        if (durable) resolve();
        else reject(new TaskflowError('RUN_DROPPED', problem));
      });
    });
    // Who does not wait for it must not bring the process down: the log and the run tell of it.
    recorded.catch((error: unknown) => {
      this.#runtime.log.warn({ run: this.run, error }, 'a value was not recorded');
    });
    return recorded;
  }
}
