import type { Flow } from '../authoring/flow.ts';
import type { RunInfo } from '../context.ts';
import { describe } from '../drawing/describe.ts';
import type { Description } from '../drawing/description.ts';
import { statusesOf, unreachable } from '../kernel/index.ts';
import type { State } from '../kernel/index.ts';
import type { Listener, RunEventMap, RunEvents, TaskState } from '../listeners/events.ts';
import { consoleLogger } from '../log.ts';
import type { Logger } from '../log.ts';
import { trust } from '../trust.ts';
import { Channel } from './channel.ts';

/**
 * Tells listeners what happens in one run. Each callback is guarded on its own, so that one that
 * throws is reported and keeps nothing from the others.
 */
export class Teller implements RunEvents {
  // Each is made for its first listener: most runs have none.
  run: Channel<RunEventMap['run']> | undefined;
  task: Channel<RunEventMap['task']> | undefined;
  attempt: Channel<RunEventMap['attempt']> | undefined;
  progress: Channel<RunEventMap['progress']> | undefined;
  readonly #source: TellerSource;
  readonly #log: Logger;
  readonly #info: RunInfo;

  constructor(info: RunInfo, source: TellerSource, listeners: readonly Listener[], log: Logger) {
    this.#info = info;
    this.#source = source;
    this.#log = log;
    for (const listener of listeners) this.#guard(listener, this);
  }

  get flow(): Description {
    return describe(this.#source.flow);
  }

  get states(): ReadonlyMap<string, TaskState> {
    const { state } = this.#source;
    return state === undefined ? none : statesOf(state);
  }

  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void {
    const channel: Channel<RunEventMap[Name]> = trust(this.#channelOf(name));
    return channel.on((event) => this.#guard(call, event));
  }

  /** Tells nobody anything any more. */
  close(): void {
    for (const channel of [this.run, this.task, this.attempt, this.progress]) channel?.close();
  }

  #channelOf(name: keyof RunEventMap): unknown {
    switch (name) {
      case 'run':
        return (this.run ??= new Channel());
      case 'task':
        return (this.task ??= new Channel());
      case 'attempt':
        return (this.attempt ??= new Channel());
      case 'progress':
        return (this.progress ??= new Channel());
      default:
        return unreachable(name);
    }
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

/** What a teller can say of the run as a whole. */
export interface TellerSource {
  readonly flow: Flow;
  /** Where a run stands that has begun before. */
  readonly state?: State | undefined;
}

const none: ReadonlyMap<string, TaskState> = new Map();

function statesOf(state: State): ReadonlyMap<string, TaskState> {
  const states = new Map<string, TaskState>();
  for (const [path, status] of statusesOf(state)) {
    if (status !== 'pending' && status !== 'passed') states.set(path, status);
  }
  return states;
}
