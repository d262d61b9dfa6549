import {
  flow,
  FlowUnknownError,
  ForkError,
  JournalError,
  LockedError,
  memoryJournal,
  nothingToUndo,
  openConductor,
  quietLogger,
  run,
  RunUnknownError,
  StrayRunsError,
  task,
  TaskflowError,
} from '@conductor/taskflow';
import type { Conductor, NewRun } from '@conductor/taskflow';
import { thrownByDisk } from './thrown-by-disk.ts';
import type { Thrown } from './thrown.ts';

const empty = task({ name: 'empty', execute: () => undefined, revert: nothingToUndo });
const short = flow({ name: 'short' }, empty);

/** Every class that a conductor or a journal can throw, with every code that it has. */
export const thrownDurably: readonly Thrown[] = [
  {
    is: FlowUnknownError,
    code: 'FLOW_UNKNOWN',
    when: 'the conductor has no flow of that name or version',
    // @ts-expect-error -- the compiler knows which flows there are.
    provoke: () => withConductor((conductor) => conductor.submit('long', {})),
  },
  {
    is: StrayRunsError,
    code: 'STRAY_RUNS',
    when: 'the journal has unfinished runs that none of the flows fits',
    provoke: () => {
      const stray = { flow: 'long', version: 1, fingerprint: 'f', runs: 1, oldest: 'run-1' };
      const journal = { ...memoryJournal(), loose: () => [stray] };
      return openConductor({ flows: [short], journal, log: quietLogger });
    },
  },
  {
    is: RunUnknownError,
    code: 'RUN_UNKNOWN',
    when: 'the journal has no run of that id',
    provoke: () => withConductor((conductor) => conductor.handle('nobody').status()),
  },
  {
    is: LockedError,
    code: 'LOCKED',
    when: 'another run has the lock; nothing has run',
    provoke: () => {
      const create = () => ({ is: 'locked', by: 'run-1' }) as const;
      return run(short, {}, { journal: { ...memoryJournal(), create } });
    },
  },
  {
    is: ForkError,
    code: 'FORK',
    when: 'a run cannot be forked there; nothing was written',
    provoke: () =>
      withConductor(async (conductor) => {
        const handle = await conductor.submit('short', {});
        await handle.result();
        await conductor.fork(handle.id, { from: 'short/nobody' });
      }),
  },
  {
    is: TaskflowError,
    code: 'RUN_FINISHED',
    when: 'a run that has ended was asked to do something',
    provoke: () =>
      withConductor(async (conductor) => {
        const handle = await conductor.submit('short', {});
        await handle.result();
        await handle.cancel();
      }),
  },
  {
    is: TaskflowError,
    code: 'CLOSED',
    when: 'the conductor was closed',
    provoke: () =>
      withConductor(async (conductor) => {
        await conductor.close();
        await conductor.submit('short', {});
      }),
  },
  {
    is: JournalError,
    code: 'JOURNAL_FENCED',
    when: 'somebody else has taken the run, or others of this owner',
    provoke: () => {
      const journal = memoryJournal();
      journal.renew('slow', 1);
      journal.create({ ...newRun, owner: 'slow' });
      journal.renew('next', 9);
      journal.claim({ owner: 'next', now: 2, limit: 1 });
      journal.append({
        hold: { run: newRun.id, owner: 'slow', epoch: 1 },
        ...{ facts: [], status: 'RUNNING', at: 3 },
      });
    },
  },
  {
    is: JournalError,
    code: 'JOURNAL_UNKNOWN_RUN',
    when: 'there is no such run, or it is finished',
    provoke: () => memoryJournal().ask('nobody', { type: 'suspend' }),
  },
  ...thrownByDisk,
];

const newRun: NewRun = {
  ...{ id: 'run-1', flow: 'short', version: 1, fingerprint: 'f', onConflict: 'reject' },
  ...{ facts: [], status: 'RUNNING', at: 0 },
};

async function withConductor(
  call: (conductor: Conductor<typeof short>) => Promise<unknown>,
): Promise<void> {
  const conductor = await openConductor({ flows: [short], log: quietLogger });
  try {
    await call(conductor);
  } finally {
    await conductor.close();
  }
}
