import { memoryJournal, openConductor, quietLogger } from '@conductor/taskflow';
import type { Flow, MemoryJournal } from '@conductor/taskflow';
import { fingerprint } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';

/** Goes on with a run whose first task was lost with its process a number of times. */
export async function resumeLost(flow: Flow, losses: number) {
  const journal = journalOfLost(flow, losses);
  const clock = manualClock();
  const conductor = await openConductor({ flows: [flow], journal, clock, log: quietLogger });
  const handle = conductor.handle(id);
  let error: unknown;
  try {
    await handle.result();
  } catch (reason) {
    error = reason;
  }
  const facts = await handle.history();
  await conductor.close();
  return { facts, error };
}

const id = 'game-1';

/** The journal of a process that has lost the task each time, and is gone now. */
function journalOfLost({ name, version, plan }: Flow, losses: number): MemoryJournal {
  const task = plan.atoms[0]?.path ?? '';
  const facts: Fact[] = [{ type: 'run-started', at: 0, run: id, flow: name, version, input: {} }];
  for (let loss = 1; loss <= losses; loss++) {
    if (loss > 1) facts.push({ type: 'run-resumed', at: 0, by: `process ${loss}` });
    facts.push({ type: 'task-started', at: 0, task });
  }
  const journal = memoryJournal();
  journal.renew('gone', Number.POSITIVE_INFINITY);
  journal.create({
    ...{ id, flow: name, version, fingerprint: fingerprint(plan), onConflict: 'reject' },
    ...{ owner: 'gone', facts, status: 'RUNNING', at: 0 },
  });
  journal.resign('gone');
  return journal;
}
