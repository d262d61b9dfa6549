import { TaskflowError } from '@conductor/taskflow';
import type { Created, Hold, Journal } from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';

/** Posts a run that nobody holds. */
export async function post(journal: Journal, id: string): Promise<Created> {
  const what = { id, flow: 'f', version: 1, fingerprint: 'made', facts: [started(id)] };
  return journal.create({ ...what, onConflict: 'reject', status: 'PENDING', at: 0 });
}

/** The first fact of a run. */
export function started(run: string): Fact {
  return { type: 'run-started', at: 0, run, flow: 'f', version: 1, input: {} };
}

/** Begins the lease of somebody, and takes what there is at a time. */
export async function claim(journal: Journal, owner: string, now = 0): Promise<Hold[]> {
  await journal.renew(owner, now + 400);
  const claims = await journal.claim({ owner, now, limit: 10 });
  return claims.map(({ hold }) => hold);
}

/** Who holds a run, and where it stands. */
export async function standing(journal: Journal, run = 'r'): Promise<string> {
  const record = await journal.find(run);
  return record === undefined ? 'none' : `${record.status} of ${record.owner ?? 'nobody'}`;
}

/** The code of what is thrown, or `done`. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof TaskflowError) return error.code;
    throw error;
  }
  return 'done';
}
