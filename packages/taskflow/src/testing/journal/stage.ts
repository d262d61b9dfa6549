import type { Fact } from '../../kernel/index.ts';
import type { Created, Claim, Hold, Journal, NewRun, Turn, Wanted } from '../../journal/journal.ts';
import type { RunRecord } from '../../journal/run-record.ts';
import type { RunRequest } from '../../journal/run-request.ts';
import { same } from './check.ts';

/**
 * A journal, and short words for what the cases ask of it. Whoever is not named is 'a', whose lease
 * ends at {@link times.leaseEnd}; 'b' and 'c' have leases that outlast every case.
 */
export class Stage {
  readonly journal: Journal;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Begins the leases. */
  async begin(): Promise<void> {
    await this.journal.renew('a', times.leaseEnd);
    await this.journal.renew('b', times.never);
    await this.journal.renew('c', times.never);
  }

  /** Creates a run, of two facts, that waits to be claimed. */
  async create(id: string, more: Partial<NewRun> = {}): Promise<Created> {
    return this.journal.create({
      id,
      flow: 'f',
      version: 1,
      fingerprint: '',
      onConflict: 'queue',
      facts: [started(id), note('first')],
      status: 'RUNNING',
      at: 10,
      ...more,
    });
  }

  /** Creates a run that somebody holds. */
  async hold(id: string, more: Partial<NewRun> = {}): Promise<Hold> {
    const created = await this.create(id, { owner: 'a', ...more });
    if (created.is === 'held') return created.hold;
    throw new Error(`run '${id}' was created: expected held, got ${created.is}`);
  }

  /** Creates runs that wait, one after the other. */
  async wait(...ids: readonly string[]): Promise<void> {
    for (const id of ids) same(`run '${id}'`, await this.create(id), { is: 'waiting' });
  }

  /** Appends one fact. */
  async append(hold: Hold, more: Partial<Turn> = {}): Promise<void> {
    await this.journal.append({ hold, facts: [note('more')], status: 'RUNNING', at: 20, ...more });
  }

  /** Claims all that is to be had while the lease of 'a' lasts. */
  async claim(owner: string, more: Partial<Wanted> = {}): Promise<readonly Claim[]> {
    return this.journal.claim({ owner, now: times.early, limit: 1_000, ...more });
  }

  /** Claims, and gives the names of what was taken. */
  async taken(owner: string, more: Partial<Wanted> = {}): Promise<readonly string[]> {
    return (await this.claim(owner, more)).map(({ run }) => run.id);
  }

  /** Claims one run, which must be to be had. */
  async take(owner: string, run: string, more: Partial<Wanted> = {}): Promise<Claim> {
    const [claim, ...others] = await this.claim(owner, { run, ...more });
    if (claim !== undefined && others.length === 0) return claim;
    throw new Error(`'${owner}' claims run '${run}': expected it, got another number of runs`);
  }

  /** What is known of a run. */
  async record(id: string): Promise<RunRecord> {
    const record = await this.journal.find(id);
    if (record !== undefined) return record;
    throw new Error(`run '${id}': expected a record, got none`);
  }

  /** Throws unless a run has this log. */
  async hasLog(id: string, facts: readonly Fact[]): Promise<void> {
    same(`the log of run '${id}'`, await this.journal.load(id), facts);
  }

  /** Asks one thing after the other of a run. */
  async ask(id: string, ...requests: readonly RunRequest[]): Promise<void> {
    for (const request of requests) await this.journal.ask(id, request);
  }

  /** What an owner is asked. */
  async asked(owner: string): Promise<readonly RunRequest[]> {
    return (await this.journal.asked(owner)).map(({ request }) => request);
  }
}

/** In milliseconds since 1970, as all of a journal. */
export const times = {
  early: 500,
  leaseEnd: 1_000,
  /** The lease of 'a' is over. */
  late: 2_000,
  never: Number.POSITIVE_INFINITY,
} as const;

/** The first fact of a run. */
export function started(run: string): Fact {
  return { type: 'run-started', at: 10, run, flow: 'f', version: 1, input: {} };
}

/** A fact that carries a value. */
export function note(value: unknown): Fact {
  return { type: 'value-recorded', at: 20, task: 'f/t', name: 'note', value };
}
