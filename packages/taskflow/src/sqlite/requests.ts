import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';
import type { PendingRequest, RunRequest } from '../journal/run-request.ts';
import { isFinal } from '../kernel/index.ts';
import type { RunStatus } from '../kernel/index.ts';
import { trust } from '../trust.ts';
import type { RunWriter } from './run-writer.ts';

/** What is asked of runs. */
export class Requests {
  readonly #writer: RunWriter;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #asked: StatementSync;

  constructor(db: DatabaseSync, writer: RunWriter) {
    this.#writer = writer;
    this.#find = db.prepare('SELECT run, status FROM runs WHERE id = ?');
    this.#insert = db.prepare('INSERT INTO requests (run, type, body) VALUES (?, ?, ?)');
    this.#asked = db.prepare(asked);
  }

  /** Writes a request down; `body` is its text. */
  ask(id: string, type: RunRequest['type'], body: string): void {
    const row = trust<{ run: number; status: RunStatus } | undefined>(this.#find.get(id));
    if (row === undefined) throw unknown(`no run '${id}' can be asked`);
    if (isFinal(row.status)) throw unknown(`run '${id}' is over: it can be asked nothing`);
    this.#insert.run(row.run, type, body);
    this.#writer.wake(row.run);
  }

  /** What waits for an owner, the oldest first. */
  asked(owner: string): readonly PendingRequest[] {
    const rows = trust<{ request: number; id: string; body: string }[]>(this.#asked.all(owner));
    return rows.map(({ request, id, body }) => ({
      ...{ id: request, run: id },
      request: trust<RunRequest>(JSON.parse(body)),
    }));
  }
}

/** There are few requests and may be many runs, so it begins with the requests. */
const asked = `
  SELECT request, id, body FROM requests CROSS JOIN runs ON runs.run = requests.run
  WHERE owner = ? ORDER BY request`;

function unknown(problem: string): JournalError {
  return new JournalError('JOURNAL_UNKNOWN_RUN', problem);
}
