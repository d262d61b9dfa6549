import type { Context, RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Values } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import { later } from './batch.ts';
import type { Job } from './job.ts';
import type { Runtime } from './runtime.ts';

/** One attempt at a job: the {@link Context} that the contributor's function sees. */
export class Attempt implements Context {
  readonly attempt: number;
  readonly #runtime: Runtime;
  readonly #job: Job;
  readonly #signal: AbortSignal | undefined;
  #over = false;

  /** What an attempt is at; static, because a contributor's function is given the attempt. */
  static jobOf(attempt: Attempt): Job {
    return attempt.#job;
  }

  /** Settles an attempt: what its code still does counts no more. */
  static end(attempt: Attempt): void {
    attempt.#over = true;
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
    if (this.#over || !this.#runtime.teller.hears.progress) return;
    this.#runtime.teller.emit('progress', {
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
    const { path } = this.#job.atom;
    if (this.#over) {
      const problem = `'${path}' recorded '${name}' after its attempt was over`;
      return Promise.reject(new TaskflowError('RECORD_TOO_LATE', problem));
    }
    const fact = { type: 'value-recorded', at: later, task: path, name, value } as const;
    return new Promise((resolve, reject) => {
      const onSettled = (durable: boolean): void => {
        if (durable) resolve();
        else reject(new TaskflowError('RUN_DROPPED', `'${name}' of '${path}' was not recorded`));
      };
      this.#runtime.post(fact, this.#job.atom, onSettled);
    });
  }
}
