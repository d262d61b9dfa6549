import type { Fact } from '../kernel/index.ts';
import { attempts } from './attempts.ts';
import type { Batch, Entry } from './batch.ts';
import { RevertJob } from './revert-job.ts';
import type { Runtime } from './runtime.ts';
import { tell, tellTask } from './tell.ts';

/**
 * Tells and starts what the facts of a turn say, now that the journal has them (K10). True when the
 * run has ended, or rests.
 */
export function obey(runtime: Runtime, batch: Batch): boolean {
  let isOver = false;
  for (let entry = batch.first; entry !== undefined; entry = entry.next) {
    const { fact, atom, job, note } = entry;
    if (note === undefined && atom !== undefined) tellTask(runtime, atom, fact);
    else tellMore(runtime, entry);
    if (job !== undefined) attempts(runtime, job);
    else if (atom === undefined) isOver ||= isEnd(fact);
    else if (fact.type === 'revert-started') attempts(runtime, new RevertJob(runtime, atom));
  }
  return isOver;
}

/** What is rare: facts of the run as a whole, and facts that have a note. */
function tellMore(runtime: Runtime, { fact, atom, note }: Entry): void {
  if (fact.type === 'run-cancelled') runtime.stopped.execute.abort(causeOf(runtime));
  if (note?.turned === true) runtime.settled.execute.abort();
  tell(runtime, fact, atom, note);
  note?.onSettled?.(true);
}

function causeOf(runtime: Runtime): unknown {
  const { cause } = runtime.state;
  return cause === undefined ? undefined : runtime.thrownFor(cause);
}

function isEnd({ type }: Fact): boolean {
  return type === 'run-finished' || type === 'run-suspended';
}
