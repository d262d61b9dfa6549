import type { Flow } from '../authoring/flow.ts';
import type { InputOf, OutputOf } from '../authoring/node.ts';
import { checkedMs } from '../duration.ts';
import { JournalError, TaskflowError } from '../errors.ts';
import type { RunFilter, RunPage } from '../journal/run-record.ts';
import type { RunEventMap } from '../listeners/events.ts';
import type { CloseOptions, Conductor, ForkOptions, Named } from './conductor.ts';
import { fork } from './fork.ts';
import { Handle } from './handle.ts';
import type { SubmitOptions } from './options.ts';
import type { RunHandle } from './run-handle.ts';
import type { Shift } from './shift.ts';
import type { Site } from './site.ts';
import { submit } from './submission.ts';

/** A conductor in the process of whoever opened it. */
export class Embedded<F extends Flow> implements Conductor<F> {
  readonly #site: Site;
  readonly #shift: Shift;
  readonly #closing: AbortController;
  #closed: Promise<void> | undefined;

  /** @param closing Aborts the signal of the site. */
  constructor(site: Site, shift: Shift, closing: AbortController) {
    this.#site = site;
    this.#shift = shift;
    this.#closing = closing;
  }

  get id(): string {
    return this.#shift.owner;
  }

  async submit<Name extends F['name']>(
    name: Name,
    input: InputOf<Named<F, Name>>,
    options: SubmitOptions = {},
  ): Promise<RunHandle<OutputOf<Named<F, Name>>>> {
    this.#mustBeOpen();
    const flow = this.#site.book.latest(name);
    const id = await submit(this.#site, this.#shift, flow, input, options);
    return new Handle(this.#site, this.#shift, id);
  }

  handle(run: string): RunHandle {
    return new Handle(this.#site, this.#shift, run);
  }

  async runs(filter: RunFilter = {}): Promise<RunPage> {
    return this.#site.journal.list(filter);
  }

  async fork(run: string, options: ForkOptions): Promise<RunHandle> {
    this.#mustBeOpen();
    return this.handle(await fork(this.#site, this.#shift, run, options));
  }

  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void {
    return this.#shift.crew.on(name, call);
  }

  async close({ within }: CloseOptions = {}): Promise<void> {
    const withinMs = within === undefined ? undefined : checkedMs('close', 'within', within);
    await (this.#closed ??= this.#close(withinMs));
  }

  async #close(withinMs: number | undefined): Promise<void> {
    const { clock, journal, watchers } = this.#site;
    const ended = this.#shift.end();
    if (withinMs !== undefined) {
      this.#shift.crew.halt();
      const cancel = clock.after(withinMs, () => this.#giveUp());
      await ended;
      cancel();
    } else await ended;
    this.#giveUp();
    watchers.wakeAll();
    await journal.close();
  }

  /** Nothing is tried or waited for any more. */
  #giveUp(): void {
    const over = new JournalError('JOURNAL_CLOSED', `conductor '${this.id}' was closed`);
    this.#closing.abort(over);
    this.#shift.crew.abandon(over);
  }

  #mustBeOpen(): void {
    if (this.#closed === undefined) return;
    throw new TaskflowError('CLOSED', `this conductor '${this.id}' is closed: open another`);
  }
}
