import { JournalError } from '../errors.ts';
import type { Claim } from '../journal/journal.ts';
import type { ActiveRun, Ended } from './active-run.ts';
import { Crew } from './crew.ts';
import type { Site } from './site.ts';

/**
 * Keeps a conductor at work: it holds the lease, takes runs as long as there is room, and lets go
 * of them.
 */
export class Shift {
  readonly crew: Crew;
  readonly #site: Site;
  readonly #newOwner: () => string;
  #owner: string;
  /** False while nobody knows of the owner: what it took others could take from it at once. */
  #hasLease = false;
  #isOver = false;
  /** True while the journal may have runs that only wait for room. */
  #mayWait = true;
  /** Runs that were taken, and wait to be told what was asked of them. */
  readonly #taken: Claim[] = [];
  #filling: Promise<void> | undefined;
  #isFillWanted = false;
  #cancelBeat: () => void = () => undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(site: Site, newOwner: () => string) {
    this.#site = site;
    this.#newOwner = newOwner;
    this.#owner = newOwner();
    this.crew = new Crew(site, (run, ended) => this.#onEnded(run, ended));
  }

  get owner(): string {
    return this.#owner;
  }

  /** Takes the lease. */
  async begin(): Promise<void> {
    await this.#renew();
    this.#schedule();
  }

  /** Takes what may go on, as long as there is room. */
  fill(): Promise<void> {
    this.#isFillWanted = true;
    return (this.#filling ??= this.#fillAll());
  }

  /** Resolves when what can be taken just now is taken. */
  async filled(): Promise<void> {
    await this.#filling;
  }

  /** There is a run in the journal that waits for room. */
  expectWaiting(): void {
    this.#mayWait = true;
    void this.fill();
  }

  /** Resolves when it is known who has the room that there is. */
  async steady(): Promise<void> {
    while (this.#filling !== undefined) await this.#filling;
  }

  /** True when a new run may start at once: nobody waits who came before it. */
  get hasRoom(): boolean {
    const isSteady = this.#hasLease && this.#filling === undefined;
    return isSteady && !this.#mayWait && this.crew.free > 0;
  }

  /**
   * Something was asked of runs: of those here, or of some that can be taken for it. It is written
   * down, so that trouble means no more than that it is seen with the next heartbeat.
   */
  async lookNow(): Promise<void> {
    const owner = this.#owner;
    try {
      await this.#look();
    } catch (error) {
      this.#onTrouble(error, 'what was asked of runs could not be read just now', owner);
    }
  }

  /** Takes nothing more, and gives the lease back when nothing is under way. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#filling;
    await this.crew.drained();
    this.#cancelBeat();
    await this.#beating;
    try {
      await this.#site.journal.resign(this.#owner);
    } catch (error) {
      // Others will see for themselves that the lease is over.
      this.#site.log.warn({ owner: this.#owner, error }, 'the lease could not be given back');
    }
  }

  async #look(): Promise<void> {
    const asked = await this.#site.journal.asked(this.#owner);
    this.crew.deliver(asked);
    await this.fill();
  }

  async #fillAll(): Promise<void> {
    const owner = this.#owner;
    try {
      // What ends in the same moment makes room together.
      await Promise.resolve();
      while (this.#isFillWanted && this.#hasLease && !this.#isOver && this.crew.free > 0) {
        this.#isFillWanted = false;
        await this.#take();
      }
    } catch (error) {
      this.#onTrouble(error, 'no run could be taken from the journal', owner);
    } finally {
      this.#filling = undefined;
    }
  }

  async #take(): Promise<void> {
    const { journal, clock, book } = this.#site;
    const owner = this.#owner;
    this.#mayWait = true;
    let isAll = false;
    if (this.#taken.length === 0) {
      const limit = this.crew.free;
      const wanted = { owner, now: clock.now(), limit, kinds: book.kinds };
      this.#taken.push(...(await journal.claim(wanted)));
      isAll = this.#taken.length < limit;
    }
    const asked = this.#taken.length === 0 ? [] : await journal.asked(owner);
    for (const claim of this.#taken.splice(0)) {
      const { id, flow, version } = claim.run;
      const known = book.get(flow, version);
      const ofRun = asked.length === 0 ? asked : asked.filter(({ run }) => run === id);
      this.crew.takeUp(known, claim, ofRun);
    }
    this.#mayWait = !isAll;
    this.#isFillWanted ||= !isAll;
  }

  #onEnded(run: ActiveRun, ended: Ended): void {
    switch (ended.is) {
      case 'fenced':
        void this.#onFenced(run.owner);
        return;
      case 'halted':
        void this.#release(run);
        return;
      case 'dropped':
        // It stays ours, so that nobody takes it up again and again: a person has to look at it.
        this.#site.log.error({ run: run.id, error: ended.error }, 'a run cannot go on here');
        break;
      case 'finished':
      case 'suspended':
      case 'not-ours':
        break;
    }
    // Somebody may wait for its room or its lock, or have asked it to go on by now.
    if (this.#mayWait || this.#isFillWanted || run.hasLock || ended.is === 'suspended') {
      void this.fill();
    }
  }

  async #release({ id, hold, owner }: ActiveRun): Promise<void> {
    try {
      if (hold !== undefined) await this.#site.journal.release(hold);
    } catch (error) {
      this.#onTrouble(error, `run '${id}' could not be released; its lease will end`, owner);
    }
  }

  /** Somebody has taken our runs, as we were silent for too long: we begin anew, as another. */
  async #onFenced(lost: string): Promise<void> {
    if (lost !== this.#owner) return;
    this.#owner = this.#newOwner();
    this.#hasLease = false;
    this.#taken.length = 0;
    this.#site.log.warn({ owner: lost, now: this.#owner }, 'others have taken the runs held here');
    this.crew.abandon(new JournalError('JOURNAL_FENCED', `'${lost}' was silent for too long`));
    try {
      await this.#renew();
      await this.fill();
    } catch (error) {
      this.#onTrouble(error, 'the lease could not be taken', this.#owner);
    }
  }

  #schedule(): void {
    this.#cancelBeat = this.#site.clock.after(this.#site.leaseMs / beatsPerLease, () => {
      this.#beating = this.#beat();
    });
  }

  async #beat(): Promise<void> {
    const owner = this.#owner;
    const { journal, clock, retentionMs, watchers } = this.#site;
    try {
      await this.#renew();
      watchers.wakeAll();
      if (!this.#isOver) await this.#look();
      if (Number.isFinite(retentionMs)) await journal.prune(clock.now() - retentionMs, mostPruned);
    } catch (error) {
      this.#onTrouble(error, 'the lease could not be renewed just now', owner);
    }
    if (!this.#isOver || this.crew.size > 0) this.#schedule();
  }

  async #renew(): Promise<void> {
    const { journal, clock, leaseMs } = this.#site;
    const owner = this.#owner;
    await journal.renew(owner, clock.now() + leaseMs);
    this.#hasLease = owner === this.#owner;
  }

  #onTrouble(error: unknown, text: string, owner: string): void {
    if (error instanceof JournalError && error.code === 'JOURNAL_FENCED')
      void this.#onFenced(owner);
    else this.#site.log.error({ error }, text);
  }
}

const beatsPerLease = 3;

// So many at a time, so that a long history does not hold up a heartbeat.
const mostPruned = 1_000;
