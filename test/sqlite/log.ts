import type { Created, Hold, Journal, NewRun, Turn } from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';

/** A run that its owner goes on with at once. */
export function newRun(id: string, more: Partial<NewRun> = {}): NewRun {
  const started = {
    type: 'run-started',
    at: 1,
    run: id,
    flow: 'f',
    version: 1,
    input: {},
  } as const;
  return {
    id,
    flow: 'f',
    version: 1,
    fingerprint: '',
    onConflict: 'reject',
    owner: 'a',
    facts: [started],
    status: 'RUNNING',
    at: 1,
    ...more,
  };
}

/** A run that waits to be claimed. */
export function waitingRun(id: string): NewRun {
  const { flow, version, fingerprint, onConflict, facts, status, at } = newRun(id);
  return { id, flow, version, fingerprint, onConflict, facts, status, at };
}

/** A turn of one fact, which carries a value. */
export function turn(hold: Hold, value: unknown, more: Partial<Turn> = {}): Turn {
  const fact: Fact = { type: 'value-recorded', at: 2, task: 'f/t', name: 'value', value };
  return { hold, facts: [fact], status: 'RUNNING', at: 2, ...more };
}

/** The turn that ends a run. */
export function lastTurn(hold: Hold): Turn {
  const finished: Fact = { type: 'run-finished', at: 3, outcome: 'SUCCESS' };
  return { hold, facts: [finished], status: 'SUCCESS', at: 3 };
}

/** Runs that are held by 'a', whose lease lasts. */
export async function holds(journal: Journal, ...ids: readonly string[]): Promise<Hold[]> {
  await journal.renew('a', Number.POSITIVE_INFINITY);
  const created = await together(ids.map((id) => () => journal.create(newRun(id))));
  return created.map(holdOf);
}

function holdOf(created: Created): Hold {
  if (created.is === 'held') return created.hold;
  throw new Error(`the run is ${created.is}`);
}

/** Does all in one turn of the event loop. */
export async function together<Answer>(
  acts: readonly (() => Answer | Promise<Answer>)[],
): Promise<Answer[]> {
  return Promise.all(acts.map(async (act) => act()));
}

/** The values in the log of a run, in the order of writing. */
export async function valuesOf(journal: Journal, run: string): Promise<unknown[]> {
  const facts = await journal.load(run);
  return facts.flatMap((fact) => (fact.type === 'value-recorded' ? [fact.value] : []));
}

/** The code of what is thrown, or of what a promise rejects with; 'none' when nothing is. */
export async function codeOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
