import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Hold } from '../journal/journal.ts';
import type { Desk } from './append.ts';
import type { Written } from './order.ts';

/** Gives runs back. */
export class Releasing {
  readonly #desk: Desk;
  readonly #free: StatementSync;

  constructor(db: DatabaseSync, desk: Desk) {
    this.#desk = desk;
    this.#free = db.prepare('UPDATE runs SET owner = NULL WHERE run = ?');
  }

  /** Gives one run back; one that is held no more is back already. */
  release(hold: Hold): Written<void> {
    const { holds } = this.#desk;
    const held = holds.find(hold);
    if (held === undefined) return { answer: undefined };
    this.#free.run(held.run);
    held.ended = true;
    return {
      answer: undefined,
      keep: () => holds.drop(hold.run, held),
      undo: () => {
        held.ended = false;
      },
    };
  }

  /** Gives all runs of an owner back, and its lease with them. */
  resign(owner: string): Written<void> {
    const { leases, holds } = this.#desk;
    const { answer, keep } = leases.resign(owner);
    return {
      answer,
      keep: () => {
        keep?.();
        holds.dropAll(owner);
      },
    };
  }
}
