import { EventEmitter } from 'eventemitter3';
import type { RunInfo } from '../context.ts';
import type { Description } from '../drawing/description.ts';
import type { Listener, RunEventMap, RunEvents } from '../listeners/events.ts';
import { consoleLogger } from '../log.ts';
import type { Logger } from '../log.ts';
import { trust } from '../trust.ts';

/**
 * Tells listeners what happens in one run. Each callback is guarded on its own, so that one that
 * throws is reported and keeps nothing from the others.
 */
export class Teller implements RunEvents {
  readonly #emitter = new EventEmitter<Handlers>();
  /** Whether anybody listens, by event, so that nothing is made for nobody. */
  readonly hears = { run: false, task: false, attempt: false, progress: false };
  readonly #describe: () => Description;
  readonly #log: Logger;
  readonly #run: RunInfo;

  constructor(
    run: RunInfo,
    describe: () => Description,
    listeners: readonly Listener[],
    log: Logger,
  ) {
    this.#run = run;
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
    const guarded = (event: RunEventMap[Name]): void => this.#guard(call, event);
    this.#emitter.on<keyof RunEventMap>(name, trust(guarded));
    this.hears[name] = true;
    return () => {
      this.#emitter.off<keyof RunEventMap>(name, trust(guarded));
      this.hears[name] = this.#emitter.listenerCount(name) > 0;
    };
  }

  emit<Name extends keyof RunEventMap>(name: Name, event: RunEventMap[Name]): void {
    this.#emitter.emit<keyof RunEventMap>(name, event);
  }

  /** Tells nobody anything any more. */
  close(): void {
    this.#emitter.removeAllListeners();
    for (const name of eventNames) this.hears[name] = false;
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
    const fields = { run: this.#run, error };
    try {
      this.#log.error(fields, 'a listener threw');
    } catch (trouble) {
      consoleLogger.error({ ...fields, trouble }, 'a listener threw, and so did the log');
    }
  }
}

type Handlers = { [Name in keyof RunEventMap]: (event: RunEventMap[keyof RunEventMap]) => void };

const eventNames = ['run', 'task', 'attempt', 'progress'] as const satisfies (keyof RunEventMap)[];
