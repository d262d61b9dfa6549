import type { RunInfo } from '../context.ts';
import type { Description } from '../drawing/description.ts';
import type { Listener, RunEventMap, RunEvents } from '../listeners/events.ts';
import { consoleLogger } from '../log.ts';
import type { Logger } from '../log.ts';
import { trust } from '../trust.ts';
import { Channel } from './channel.ts';

/**
 * Tells listeners what happens in one run. Each callback is guarded on its own, so that one that
 * throws is reported and keeps nothing from the others.
 */
export class Teller implements RunEvents {
  readonly run = new Channel<RunEventMap['run']>();
  readonly task = new Channel<RunEventMap['task']>();
  readonly attempt = new Channel<RunEventMap['attempt']>();
  readonly progress = new Channel<RunEventMap['progress']>();
  readonly #describe: () => Description;
  readonly #log: Logger;
  readonly #info: RunInfo;

  constructor(
    info: RunInfo,
    describe: () => Description,
    listeners: readonly Listener[],
    log: Logger,
  ) {
    this.#info = info;
    this.#describe = describe;
    this.#log = log;
    for (const listener of listeners) this.#guard(listener, this);
  }

  get flow(): Description {
    return this.#describe();
  }

  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void {
    const channel: Channel<RunEventMap[Name]> = trust(this[name]);
    return channel.on((event) => this.#guard(call, event));
  }

  /** Tells nobody anything any more. */
  close(): void {
    for (const channel of [this.run, this.task, this.attempt, this.progress]) channel.close();
  }

  #guard<Event>(call: (event: Event) => unknown, event: Event): void {
    try {
      const answer = call(event);
      // An async callback is not waited for, but its failure is not lost either.
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    const fields = { run: this.#info, error };
    try {
      this.#log.error(fields, 'a listener threw');
    } catch (trouble) {
      consoleLogger.error({ ...fields, trouble }, 'a listener threw, and so did the log');
    }
  }
}
