import type { Context, RunInfo } from '../context.ts';
import { TaskflowError } from '../errors.ts';
import type { Atom, Direction, Values } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Drive } from './drive.ts';

/** The {@link Context} of one attempt. */
export class TaskContext implements Context {
  readonly attempt: number;
  readonly #drive: Drive;
  readonly #atom: Atom;
  readonly #direction: Direction;
  readonly #signal: AbortSignal | undefined;
  #over = false;

  constructor(
    drive: Drive,
    atom: Atom,
    direction: Direction,
    attempt: number,
    signal?: AbortSignal,
  ) {
    this.#drive = drive;
    this.#atom = atom;
    this.#direction = direction;
    this.attempt = attempt;
    this.#signal = signal;
  }

  get signal(): AbortSignal {
    return this.#signal ?? this.#drive.signalOf(this.#direction);
  }

  get key(): string {
    const key = `${this.#drive.run.id}/${this.#atom.path}`;
    return this.#direction === 'execute' ? key : `${key}#revert`;
  }

  get run(): RunInfo {
    return this.#drive.run;
  }

  get log(): Logger {
    return this.#drive.log;
  }

  get recorded(): Readonly<Values> {
    return this.#drive.state.partials.get(this.#atom.index) ?? {};
  }

  progress(fraction: number, note?: string): void {
    if (this.#over || !this.#drive.teller.hears('progress')) return;
    this.#drive.teller.emit('progress', {
      run: this.run,
      at: this.#drive.clock.now(),
      task: this.#atom.path,
      name: this.#atom.name,
      direction: this.#direction,
      fraction: Math.min(1, Math.max(0, fraction)),
      ...(note !== undefined && { note }),
    });
  }

  record(name: string, value: unknown): Promise<void> {
    if (this.#over) {
      const problem = `'${this.#atom.path}' recorded '${name}' after its attempt was over`;
      return Promise.reject(new TaskflowError('RECORD_TOO_LATE', problem));
    }
    const at = this.#drive.clock.now();
    const fact = { type: 'value-recorded', at, task: this.#atom.path, name, value } as const;
    return new Promise((resolve) =>
      this.#drive.post({ fact, atom: this.#atom, onDurable: resolve }),
    );
  }

  /** The attempt has been settled: what its code still does counts no more. */
  end(): void {
    this.#over = true;
  }
}
