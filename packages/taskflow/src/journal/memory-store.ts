import { JournalError } from '../errors.ts';
import type { Fact } from '../kernel/index.ts';
import type { Claim, Created, Hold, NewRun, RunKind, Turn, Wanted } from './journal.ts';
import { KeptRun } from './kept-run.ts';
import { LeaseBook } from './lease-book.ts';
import { LockBook } from './lock-book.ts';
import { RunLine } from './run-line.ts';
import type { RunFilter, RunPage, RunRecord } from './run-record.ts';
import type { PendingRequest, RunRequest } from './run-request.ts';

/** What a journal of memory keeps; its methods are those of the journal. */
export class MemoryStore {
  readonly #runs = new Map<string, KeptRun>();
  readonly #leases = new LeaseBook();
  readonly #locks = new LockBook();
  /** Those that somebody should go on with and nobody does. */
  readonly #free = new RunLine();
  #created = 0;
  #requests = 0;

  renew(owner: string, until: number): void {
    this.#leases.renew(owner, until);
  }

  resign(owner: string): void {
    for (const run of this.#leases.resign(owner)) this.#settle(run);
  }

  create(wanted: NewRun): Created {
    const { id, lock, owner, facts, status, at } = wanted;
    if (owner !== undefined) this.#leases.check(owner);
    const known = this.#runs.get(id);
    if (known !== undefined) return { is: 'known', run: known.record() };
    const holder = this.#locks.holderOf(lock);
    if (holder !== undefined && wanted.onConflict === 'reject') {
      return { is: 'locked', by: holder.id };
    }
    this.#created += 1;
    const run = new KeptRun(wanted, this.#created);
    this.#runs.set(id, run);
    this.#locks.take(run);
    if (owner === undefined || run.isQueued) {
      run.append(facts.slice(0, 1), 'PENDING', at);
      this.#settle(run);
      return { is: 'waiting' };
    }
    this.#leases.hold(run, owner);
    const hold = { run: id, owner, epoch: run.epoch };
    this.#write(run, { hold, facts, status, at });
    return { is: 'held', hold };
  }

  append(turn: Turn): void {
    const run = this.#runs.get(turn.hold.run);
    if (run === undefined) throw unknown(`no run '${turn.hold.run}' was created`);
    if (!isHeld(run, turn.hold)) {
      throw new JournalError(
        'JOURNAL_FENCED',
        `'${turn.hold.owner}' does not hold run '${run.id}'`,
      );
    }
    this.#write(run, turn);
  }

  release(hold: Hold): void {
    const run = this.#runs.get(hold.run);
    if (run === undefined || !isHeld(run, hold)) return;
    this.#leases.free(run);
    this.#settle(run);
  }

  claim(wanted: Wanted): readonly Claim[] {
    const { owner, now, limit } = wanted;
    this.#leases.check(owner);
    const due: KeptRun[] = [];
    for (const run of this.#free) {
      if (due.length >= limit) break;
      if (isWanted(run, wanted)) due.push(run);
    }
    for (const run of this.#leases.lapsed(owner, now)) {
      if (isWanted(run, wanted)) due.push(run);
    }
    due.sort((one, other) => one.order - other.order);
    return due.slice(0, Math.max(0, limit)).map((run) => this.#take(run, owner));
  }

  loose(now: number): readonly RunKind[] {
    const kinds = new Map<string, RunKind>();
    for (const run of this.#runs.values()) {
      if (run.isFinished || this.#leases.isHeld(run, now)) continue;
      const { kind, id: oldest, flow, version, fingerprint } = run;
      const known = kinds.get(kind) ?? { flow, version, fingerprint, runs: 0, oldest };
      kinds.set(kind, { ...known, runs: known.runs + 1 });
    }
    return [...kinds.values()];
  }

  ask(id: string, request: RunRequest): void {
    const run = this.#runs.get(id);
    if (run === undefined) throw unknown(`no run '${id}' can be asked`);
    if (run.isFinished) throw unknown(`run '${id}' is over: it can be asked nothing`);
    this.#requests += 1;
    run.requests.push({ id: this.#requests, run: id, request });
    this.#settle(run);
  }

  asked(owner: string): readonly PendingRequest[] {
    const pending = [...this.#leases.heldBy(owner)].flatMap((run) => run.requests);
    return pending.sort((one, other) => one.id - other.id);
  }

  load(id: string, from?: number): readonly Fact[] {
    return this.#runs.get(id)?.facts(from) ?? [];
  }

  find(id: string): RunRecord | undefined {
    return this.#runs.get(id)?.record();
  }

  list(filter: RunFilter): RunPage {
    const { after, limit = 100 } = filter;
    const before = after === undefined ? Number.POSITIVE_INFINITY : Number(after);
    const fits = [...this.#runs.values()]
      .reverse()
      .filter((run) => run.order < before && isMeant(run, filter));
    const page = fits.slice(0, Math.min(limit, mostOnPage));
    const last = page.at(-1);
    const runs = page.map((run) => run.record());
    return last !== undefined && fits.length > page.length
      ? { runs, next: String(last.order) }
      : { runs };
  }

  prune(finishedBefore: number, limit: number): number {
    let forgotten = 0;
    for (const run of this.#runs.values()) {
      if (forgotten >= limit) break;
      if (!run.isFinished || run.changedAt >= finishedBefore) continue;
      this.#runs.delete(run.id);
      forgotten += 1;
    }
    return forgotten;
  }

  #write(run: KeptRun, { facts, status, at, done }: Turn): void {
    run.append(facts, status, at);
    if (done !== undefined) run.requests = run.requests.filter(({ id }) => !done.includes(id));
    if (status !== 'SUSPENDED' && !run.isFinished) return;
    this.#leases.free(run);
    if (run.isFinished) {
      run.requests = [];
      const next = this.#locks.leave(run);
      if (next !== undefined) this.#settle(next);
    }
    this.#settle(run);
  }

  #take(run: KeptRun, owner: string): Claim {
    if (run.owner !== undefined) {
      for (const other of this.#leases.end(run.owner)) this.#settle(other);
    }
    this.#leases.hold(run, owner);
    this.#settle(run);
    const hold = { run: run.id, owner, epoch: run.epoch };
    return { hold, run: run.record(), facts: run.facts() };
  }

  /** Lets a run into the line of the free ones, or out of it. */
  #settle(run: KeptRun): void {
    if (run.owner === undefined && run.isDue) this.#free.add(run);
    else this.#free.remove(run);
  }
}

const mostOnPage = 1_000;

function isHeld(run: KeptRun, { owner, epoch }: Hold): boolean {
  return run.owner === owner && run.epoch === epoch;
}

function isWanted(run: KeptRun, { run: id, kinds }: Wanted): boolean {
  return (id === undefined || run.id === id) && (kinds?.includes(run.kind) ?? true);
}

function isMeant(run: KeptRun, { flow, status, lock }: RunFilter): boolean {
  if (flow !== undefined && run.flow !== flow) return false;
  if (lock !== undefined && run.lock !== lock) return false;
  if (status === undefined) return true;
  return typeof status === 'string' ? run.status === status : status.includes(run.status);
}

function unknown(problem: string): JournalError {
  return new JournalError('JOURNAL_UNKNOWN_RUN', problem);
}
