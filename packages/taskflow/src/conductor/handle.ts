import { outcomeOf } from '../engine/outcome.ts';
import { RunUnknownError, TaskflowError } from '../errors.ts';
import type { RunRecord } from '../journal/run-record.ts';
import type { RunRequest } from '../journal/run-request.ts';
import { isFinal, replay } from '../kernel/index.ts';
import type { Fact } from '../kernel/index.ts';
import { carriageProblem } from '../schema/carriable.ts';
import { trust } from '../trust.ts';
import type { RunHandle } from './run-handle.ts';
import type { Shift } from './shift.ts';
import type { Site } from './site.ts';

/** A {@link RunHandle} on the runs of one journal. */
export class Handle<Output> implements RunHandle<Output> {
  readonly id: string;
  readonly #site: Site;
  readonly #shift: Shift;

  constructor(site: Site, shift: Shift, id: string) {
    this.id = id;
    this.#site = site;
    this.#shift = shift;
  }

  async result(): Promise<Output> {
    // What is taken up at this moment need not be looked up first.
    await this.#shift.filled();
    for (;;) {
      const active = this.#shift.crew.get(this.id);
      const ended = await this.#shift.crew.ending(this.id);
      if (ended?.is === 'finished' && active !== undefined) {
        const { drive } = active;
        return trust(outcomeOf(drive.run, ended.state, (failure) => drive.thrownFor(failure)));
      }
      if (ended?.is === 'dropped') throw ended.error;
      // Ask for the change before looking, or one in between is missed.
      const change = this.#site.watchers.change(this.id);
      this.#mustBeOpen();
      const record = await this.status();
      if (isFinal(record.status)) return this.#outcomeOf(record);
      await change;
    }
  }

  async *events(from = 0): AsyncGenerator<Fact, void, undefined> {
    let position = from;
    for (;;) {
      const change = this.#site.watchers.change(this.id);
      this.#mustBeOpen();
      const facts = await this.#site.journal.load(this.id, position);
      position += facts.length;
      yield* facts;
      if (facts.at(-1)?.type === 'run-finished') return;
      if (facts.length === 0) {
        // Nothing came: it has ended before the position, it is still on its way, or is no run.
        if (isFinal((await this.status()).status)) return;
        await change;
      }
    }
  }

  async history(): Promise<readonly Fact[]> {
    const facts = await this.#site.journal.load(this.id);
    if (facts.length === 0) throw new RunUnknownError(this.id);
    return facts;
  }

  async status(): Promise<RunRecord> {
    const record = await this.#site.journal.find(this.id);
    if (record === undefined) throw new RunUnknownError(this.id);
    return record;
  }

  async cancel(reason = 'somebody asked for it'): Promise<void> {
    await this.#ask({ type: 'cancel', reason });
  }

  async suspend(): Promise<void> {
    await this.#ask({ type: 'suspend' });
  }

  async resume(): Promise<void> {
    await this.#ask({ type: 'resume' });
  }

  async signal(name: string, value: unknown = null): Promise<void> {
    const problem = carriageProblem({ [name]: value });
    if (problem !== undefined) {
      const signal = `run '${this.id}' was told what a journal cannot keep`;
      throw new TaskflowError('NOT_CARRIABLE', `${signal}: ${problem}`);
    }
    await this.#ask({ type: 'signal', name, value });
  }

  async #ask(request: RunRequest): Promise<void> {
    this.#mustBeOpen();
    await this.#mustGoOn();
    try {
      await this.#site.journal.ask(this.id, request);
    } catch (error) {
      // It may have ended since somebody looked.
      await this.#mustGoOn();
      throw error;
    }
    await this.#shift.lookNow();
  }

  async #mustGoOn(): Promise<void> {
    const { status } = await this.status();
    if (!isFinal(status)) return;
    const problem = `run '${this.id}' has ended ${status}: it can be asked nothing any more`;
    throw new TaskflowError('RUN_FINISHED', problem);
  }

  async #outcomeOf({ flow, version }: RunRecord): Promise<Output> {
    const { plan } = this.#site.book.get(flow, version);
    const state = replay(plan, await this.history());
    return trust(outcomeOf({ id: this.id, flow, version }, state, () => undefined));
  }

  #mustBeOpen(): void {
    if (!this.#site.closed.aborted) return;
    throw new TaskflowError('CLOSED', `this conductor is closed: ask another of run '${this.id}'`);
  }
}
