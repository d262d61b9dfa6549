import { JournalError } from '../errors.ts';
import type { KeptRun } from './kept-run.ts';

/** Who holds which runs, and until when. */
export class LeaseBook {
  readonly #owners = new Map<string, Owner>();
  /** Their names are never good again: whoever bears one may not know yet. */
  readonly #ended = new Set<string>();

  /** Begins or extends a lease. */
  renew(owner: string, until: number): void {
    this.check(owner);
    this.#ownerOf(owner).until = until;
  }

  /** @throws {JournalError} when the owner was ended. */
  check(owner: string): void {
    if (!this.#ended.has(owner)) return;
    throw new JournalError('JOURNAL_FENCED', `runs were taken from '${owner}': it cannot go on`);
  }

  /** Gives a run to an owner that holds it from now on. */
  hold(run: KeptRun, owner: string): void {
    run.owner = owner;
    run.epoch += 1;
    this.#ownerOf(owner).runs.add(run);
  }

  /** Lets a run go. */
  free(run: KeptRun): void {
    if (run.owner === undefined) return;
    const owner = this.#owners.get(run.owner);
    owner?.runs.delete(run);
    // Who has neither a lease nor a run is as one who never came.
    if (owner?.runs.size === 0 && owner.until === never) this.#owners.delete(run.owner);
    run.owner = undefined;
  }

  /** Ends a lease; gives the runs that are free with it. */
  resign(owner: string): readonly KeptRun[] {
    const runs = [...this.heldBy(owner)];
    for (const run of runs) run.owner = undefined;
    this.#owners.delete(owner);
    return runs;
  }

  /** Ends an owner for good; gives the runs that are free with it. */
  end(owner: string): readonly KeptRun[] {
    this.#ended.add(owner);
    return this.resign(owner);
  }

  /** What an owner holds. */
  heldBy(owner: string): Iterable<KeptRun> {
    return this.#owners.get(owner)?.runs ?? [];
  }

  /** Says whether somebody holds a run whose lease lasts at a time. */
  isHeld({ owner }: KeptRun, now: number): boolean {
    const holder = owner === undefined ? undefined : this.#owners.get(owner);
    return holder !== undefined && holder.until >= now;
  }

  /** The runs that others hold whose lease is over. */
  *lapsed(owner: string, now: number): Iterable<KeptRun> {
    for (const [name, { until, runs }] of this.#owners) {
      if (name !== owner && until < now) yield* runs;
    }
  }

  #ownerOf(name: string): Owner {
    const known = this.#owners.get(name);
    if (known !== undefined) return known;
    const owner = { until: never, runs: new Set<KeptRun>() };
    this.#owners.set(name, owner);
    return owner;
  }
}

interface Owner {
  until: number;
  readonly runs: Set<KeptRun>;
}

/** The end of a lease that never began. */
const never = Number.NEGATIVE_INFINITY;
