import { JournalError } from '../errors.ts';
import type { Turn } from '../journal/journal.ts';
import { isFinal } from '../kernel/index.ts';
import type { RunStatus } from '../kernel/index.ts';
import { textOf } from './fact-text.ts';
import type { Held, Holds } from './holds.ts';
import type { Leases } from './leases.ts';
import { Pending } from './pending.ts';
import type { RunWriter } from './run-writer.ts';

/** The tools of an append. */
export interface Desk {
  readonly holds: Holds;
  readonly leases: Leases;
  readonly writer: RunWriter;
}

/** A turn that is to be written: what a run does at every step, so it looks nothing up. */
export class Append extends Pending<void> {
  readonly #desk: Desk;
  readonly #turn: Turn;
  readonly #text: string;
  #held: Held | undefined;
  /** What the hold said before. */
  #last = 0;
  #status: RunStatus = 'PENDING';

  constructor(desk: Desk, turn: Turn) {
    super();
    this.#desk = desk;
    this.#turn = turn;
    // Now, so that what cannot be written is the fault of this turn alone.
    this.#text = textOf(turn.facts, turn.at);
  }

  perform(): void {
    const { holds, leases, writer } = this.#desk;
    const { hold, facts, status, at, done } = this.#turn;
    const held = holds.get(hold);
    leases.check(held.owner);
    const last = held.last + facts.length;
    if (facts.length > 0) writer.turn(held.run, last, held.epoch, at, this.#text);
    if (done !== undefined) writer.done(held.run, done);
    if (status !== held.status) writer.status(held, status, at);
    this.#held = held;
    this.#last = held.last;
    this.#status = held.status;
    held.last = last;
    held.status = status;
    held.ended = status === 'SUSPENDED' || isFinal(status);
  }

  /** Writes it alone where that takes one statement; false when it must go with a transaction. */
  alone(): boolean {
    const { holds, writer } = this.#desk;
    const { hold, facts, status, at, done } = this.#turn;
    const held = holds.known(hold);
    if (held?.status !== status || done !== undefined || facts.length === 0) return false;
    const last = held.last + facts.length;
    if (!writer.turnAlone(held, last, at, this.#text)) return false;
    held.last = last;
    this.answer();
    return true;
  }

  undo(): void {
    const held = this.#held;
    if (held === undefined) return;
    held.last = this.#last;
    held.status = this.#status;
    held.ended = false;
    this.#held = undefined;
  }

  keep(): void {
    const held = this.#held;
    if (held?.ended === true) this.#desk.holds.drop(this.#turn.hold.run, held);
    this.answer();
  }

  override refuse(error: unknown): void {
    const isFenced = error instanceof JournalError && error.code === 'JOURNAL_FENCED';
    if (isFenced) this.#desk.holds.forget(this.#turn.hold.run);
    super.refuse(error);
  }
}
