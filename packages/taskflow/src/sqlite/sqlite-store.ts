import type { DatabaseSync } from 'node:sqlite';
import type { Awaitable } from '../awaitable.ts';
import type { Claim, Created, Hold, NewRun, RunKind, Turn, Wanted } from '../journal/journal.ts';
import type { RunFilter, RunPage, RunRecord } from '../journal/run-record.ts';
import type { PendingRequest, RunRequest } from '../journal/run-request.ts';
import type { Fact } from '../kernel/index.ts';
import { Append } from './append.ts';
import type { Desk } from './append.ts';
import { backup } from './backup.ts';
import { Claiming } from './claiming.ts';
import { Creation } from './creation.ts';
import { Group } from './group.ts';
import { Holds } from './holds.ts';
import { problemsOf } from './integrity.ts';
import { Leases } from './leases.ts';
import { LogReader } from './log-reader.ts';
import { Order } from './order.ts';
import type { Written } from './order.ts';
import { Pruning } from './pruning.ts';
import { Releasing } from './releasing.ts';
import { Requests } from './requests.ts';
import { RunWriter } from './run-writer.ts';
import { journalError } from './sqlite-error.ts';

/** An open database as a journal; its methods are those of the journal. */
export class SqliteStore {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #desk: Desk;
  readonly #group: Group;
  readonly #reader: LogReader;
  readonly #creation: Creation;
  readonly #claiming: Claiming;
  readonly #requests: Requests;
  readonly #releasing: Releasing;
  readonly #pruning: Pruning;
  /** How often it wrote at once since the event loop has turned. */
  #atOnce = 0;
  #turned: NodeJS.Immediate | undefined;

  constructor(db: DatabaseSync, path: string) {
    const leases = new Leases(db);
    const writer = new RunWriter(db);
    const desk = { leases, writer, holds: new Holds(db) };
    this.#db = db;
    this.#path = path;
    this.#desk = desk;
    this.#group = new Group(db, path, () => {
      leases.forget();
      writer.forget();
    });
    this.#reader = new LogReader(db);
    this.#creation = new Creation(db, desk);
    this.#claiming = new Claiming(db, desk, this.#reader);
    this.#requests = new Requests(db, writer);
    this.#releasing = new Releasing(db, desk);
    this.#pruning = new Pruning(db);
  }

  renew(owner: string, until: number): Promise<void> {
    return this.#order(() => this.#desk.leases.renew(owner, until));
  }

  resign(owner: string): Promise<void> {
    return this.#order(() => this.#releasing.resign(owner));
  }

  create(run: NewRun): Promise<Created> {
    return this.#order(this.#creation.of(run));
  }

  append(turn: Turn): Awaitable<void> {
    const append = new Append(this.#desk, turn);
    // Nobody else could come in this turn of the event loop, so there is nobody to wait for.
    if (this.#group.isEmpty && this.#desk.holds.size <= 1 && this.#atOnce < mostAtOnce) {
      this.#atOnce += 1;
      this.#turned ??= setImmediate(() => {
        this.#turned = undefined;
        this.#atOnce = 0;
      });
      if (!this.#writeAlone(append, turn)) this.#group.write([append]);
      append.now();
      return undefined;
    }
    this.#group.add(append);
    return append.later();
  }

  release(hold: Hold): Promise<void> {
    return this.#order(() => this.#releasing.release(hold));
  }

  claim(wanted: Wanted): Promise<readonly Claim[]> {
    return this.#order(() => this.#claiming.claim(wanted));
  }

  loose(now: number): readonly RunKind[] {
    return this.#read(() => this.#claiming.loose(now));
  }

  ask(run: string, request: RunRequest): Promise<void> {
    const body = JSON.stringify(request);
    return this.#order(() => {
      this.#requests.ask(run, request.type, body);
      return { answer: undefined };
    });
  }

  asked(owner: string): readonly PendingRequest[] {
    return this.#read(() => this.#requests.asked(owner));
  }

  load(run: string, from?: number): readonly Fact[] {
    return this.#read(() => this.#reader.load(run, from));
  }

  find(run: string): RunRecord | undefined {
    return this.#read(() => this.#reader.find(run));
  }

  list(filter: RunFilter): RunPage {
    return this.#read(() => this.#reader.list(filter));
  }

  prune(finishedBefore: number, limit: number): Promise<number> {
    return this.#order(() => {
      this.#desk.leases.prune(finishedBefore);
      return { answer: this.#pruning.prune(finishedBefore, limit) };
    });
  }

  check(): readonly string[] {
    return this.#read(() => problemsOf(this.#db));
  }

  backup(to: string): Promise<void> {
    this.#group.flush();
    return backup(this.#db, this.#path, to);
  }

  /** Nobody can write for the owners of this journal any more, so their leases end with it. */
  close(): void {
    this.#group.flush();
    const owners = this.#desk.leases.begun;
    const last = new Order(() => ({
      answer: owners.map((owner) => this.#releasing.resign(owner)),
    }));
    if (owners.length > 0) this.#group.write([last]);
    this.#db.close();
    if (owners.length > 0) last.now();
  }

  #writeAlone(append: Append, { hold }: Turn): boolean {
    try {
      return append.alone();
    } catch (error) {
      // The next one looks, in case somebody else has written here.
      this.#desk.holds.forget(hold.run);
      throw journalError(error, this.#path);
    }
  }

  /** Answers at once, with all that was asked before. */
  #read<Answer>(look: () => Answer): Answer {
    this.#group.flush();
    try {
      return look();
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  #order<Answer>(work: () => Written<Answer>): Promise<Answer> {
    const order = new Order(work);
    this.#group.add(order);
    return order.later();
  }
}

// A run whose steps wait for nothing would otherwise keep the event loop, and with it the
// heartbeats, from ever turning.
const mostAtOnce = 32;
