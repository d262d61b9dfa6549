import type { Flow } from '../authoring/flow.ts';
import type { RunHead } from '../engine/run-log.ts';
import type { Claim, Created } from '../journal/journal.ts';
import type { PendingRequest } from '../journal/run-request.ts';
import type { Values } from '../kernel/index.ts';
import type { RunEventMap } from '../listeners/events.ts';
import { ActiveRun } from './active-run.ts';
import type { Ended } from './active-run.ts';
import type { Site } from './site.ts';

/** The runs that are under way here. */
export class Crew {
  readonly #site: Site;
  readonly #active = new Map<string, ActiveRun>();
  readonly #endings = new Map<string, Promise<Ended>>();
  readonly #listeners = new Set<Attach>();
  readonly #onEnded: (run: ActiveRun, ended: Ended) => void;
  #isHalted = false;
  readonly #idle: (() => void)[] = [];

  /** @param onEnded Called when a run is under way no more. */
  constructor(site: Site, onEnded: (run: ActiveRun, ended: Ended) => void) {
    this.#site = site;
    this.#onEnded = onEnded;
  }

  /** How many more may be under way. */
  get free(): number {
    return this.#site.concurrency - this.#active.size;
  }

  get size(): number {
    return this.#active.size;
  }

  get(run: string): ActiveRun | undefined {
    return this.#active.get(run);
  }

  /** How a run ends that is under way here. */
  ending(run: string): Promise<Ended> | undefined {
    return this.#endings.get(run);
  }

  /** Starts a new run, and says what the journal made of it. */
  start(flow: Flow, head: RunHead, input: Values): Promise<Created> {
    const run = new ActiveRun(this.#site, flow, head);
    this.#enter(run, () => run.begin(input));
    return run.created;
  }

  /** Goes on with a run that was taken, which is told first what was asked of it. */
  takeUp(flow: Flow, claim: Claim, asked: readonly PendingRequest[]): void {
    let run: ActiveRun;
    try {
      run = new ActiveRun(this.#site, flow, claim);
    } catch (error) {
      // It stays ours, so that it is not taken again and again: a person has to look at it.
      this.#endings.set(claim.run.id, Promise.resolve({ is: 'dropped', error }));
      this.#site.log.error({ run: claim.run.id, error }, 'a run cannot be taken up here');
      return;
    }
    for (const request of asked) run.deliver(request);
    this.#enter(run, () => run.goOn(claim.hold.owner));
  }

  /** Passes on what was asked of runs that are under way. */
  deliver(asked: readonly PendingRequest[]): void {
    for (const request of asked) this.#active.get(request.run)?.deliver(request);
  }

  /** Lets every run end where it stands, and those that come in, too. */
  halt(): void {
    this.#isHalted = true;
    for (const run of [...this.#active.values()]) run.drive.halt();
  }

  /** Lets go of every run at once: they are somebody else's. */
  abandon(cause: unknown): void {
    for (const run of [...this.#active.values()]) run.drive.abandon(cause);
  }

  /** Resolves when nothing is under way any more. */
  drained(): Promise<void> {
    if (this.#active.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Calls back with the events of every run, those that are under way included. */
  on<Name extends keyof RunEventMap>(
    name: Name,
    call: (event: RunEventMap[Name]) => void,
  ): () => void {
    const attached = new WeakMap<ActiveRun, () => void>();
    const attach: Attach = (run) => void attached.set(run, run.drive.teller.on(name, call));
    this.#listeners.add(attach);
    for (const run of this.#active.values()) attach(run);
    return () => {
      this.#listeners.delete(attach);
      for (const run of this.#active.values()) attached.get(run)?.();
    };
  }

  #enter(run: ActiveRun, go: () => Promise<Ended>): void {
    this.#active.set(run.id, run);
    for (const attach of this.#listeners) attach(run);
    if (this.#isHalted) run.drive.halt();
    const ending = go().then((ended) => {
      if (this.#active.get(run.id) === run) {
        this.#active.delete(run.id);
        // Who waits for a run that was dropped, or asks for it later, is to hear of that.
        if (ended.is !== 'dropped') this.#endings.delete(run.id);
      }
      this.#onEnded(run, ended);
      if (this.#active.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
      return ended;
    });
    this.#endings.set(run.id, ending);
  }
}

type Attach = (run: ActiveRun) => void;
