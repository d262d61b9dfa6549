import { headOf } from '../engine/run-head.ts';
import { nextRunId } from '../engine/run-id.ts';
import { ForkError, LockedError, RunUnknownError, TaskflowError } from '../errors.ts';
import { replay, unreachable } from '../kernel/index.ts';
import type { Fact } from '../kernel/index.ts';
import type { ForkOptions } from './conductor.ts';
import type { Shift } from './shift.ts';
import type { Site } from './site.ts';

/** Starts a new run from a point of another, and gives its id; see `fork` of the conductor. */
export async function fork(
  { journal, book, clock }: Site,
  shift: Shift,
  run: string,
  { from, id = nextRunId() }: ForkOptions,
): Promise<string> {
  const facts = await journal.load(run);
  const [first] = facts;
  if (first?.type !== 'run-started') throw new RunUnknownError(run);
  const flow = book.get(first.flow, first.version);
  const kept = facts.slice(0, pointOf(run, facts, from));
  const { status } = replay(flow.plan, kept);
  if (status !== 'RUNNING') {
    throw new ForkError(run, `it was ${status} there: name a point on its way forward`);
  }
  const head = headOf(flow, id, first.input);
  const owner = shift.owner;
  const created = await journal.create({
    ...head,
    onConflict: 'reject',
    owner,
    facts: [{ ...first, run: id }, ...kept.slice(1)],
    status,
    at: clock.now(),
  });
  switch (created.is) {
    case 'held':
      // It is taken up like any run that somebody else began.
      await journal.release(created.hold);
      shift.expectWaiting();
      await shift.steady();
      return id;
    case 'known':
      throw new TaskflowError('RUN_EXISTS', `the journal has a run '${id}': give another id`);
    case 'locked':
      throw new LockedError(id, head.lock ?? '', created.by);
    case 'waiting':
      throw new ForkError(run, 'the journal did not take the new run');
    default:
      return unreachable(created);
  }
}

/** How many facts come before a point. */
function pointOf(run: string, facts: readonly Fact[], from: number | string): number {
  if (typeof from === 'number') {
    if (Number.isInteger(from) && from >= 1 && from <= facts.length) return from;
    throw new ForkError(run, `it has ${facts.length} facts, and ${from} is none of them`);
  }
  const point = facts.findIndex((fact) => fact.type === 'task-started' && fact.task === from);
  if (point >= 1) return point;
  throw new ForkError(run, `its task '${from}' never started: give its path, such as 'flow/task'`);
}
