import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { trust } from '../trust.ts';
import { isFinished } from './schema.ts';

/**
 * Forgets finished runs. Their pages stay in the file, for the runs to come: to give them back
 * would move others about while runs wait. A backup has no empty pages.
 */
export class Pruning {
  readonly #old: StatementSync;
  readonly #turns: StatementSync;
  readonly #runs: StatementSync;

  constructor(db: DatabaseSync) {
    this.#old = db.prepare(`
      SELECT run FROM runs INDEXED BY runs_finished WHERE ${isFinished} AND changed_at < ?
      ORDER BY changed_at, run LIMIT ?`);
    this.#turns = db.prepare('DELETE FROM turns WHERE run IN (SELECT value FROM json_each(?))');
    this.#runs = db.prepare('DELETE FROM runs WHERE run IN (SELECT value FROM json_each(?))');
  }

  /** Says how many it forgot. */
  prune(finishedBefore: number, limit: number): number {
    const most = Math.min(Math.max(limit, 0), Number.MAX_SAFE_INTEGER);
    const rows = trust<{ run: number }[]>(this.#old.all(finishedBefore, most));
    const runs = JSON.stringify(rows.map(({ run }) => run));
    this.#turns.run(runs);
    this.#runs.run(runs);
    return rows.length;
  }
}
