// A process that shares a journal with others, does what it is told to on stdin, and can stop
// itself in the middle of a task. Words: the folder, the length of its lease, and its role.
import { existsSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  flow,
  linear,
  LockedError,
  openConductor,
  parallel,
  quietLogger,
  task,
} from '@conductor/taskflow';
import type { Context } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { gateIn, journalIn, ledgerIn } from './folder.ts';
import { Ledger } from './ledger.ts';
import type { Entry } from './ledger.ts';
import type { Saying } from './saying.ts';
import { inTime, stubborn } from './stubborn.ts';

const [folder = '', leaseMs, role] = process.argv.slice(2);
const ledger = new Ledger(ledgerIn(folder));

/** The one that stops stops for good, for all that the others know. */
const relay = flow(
  { name: 'relay' },
  linear(
    'all',
    step('first'),
    parallel('both', step('wait', wait), step('stop', stop)),
    step('last'),
  ),
);
/** Runs of it go one at a time. */
const solo = flow(
  { name: 'solo', lock: () => 'stage' },
  linear('all', step('enter'), step('leave')),
);

const conductor = await stubborn(() =>
  openConductor({
    flows: [relay, solo],
    journal: sqliteJournal(journalIn(folder)),
    lease: Number(leaseMs),
    log: {
      ...quietLogger,
      warn: (_, text) => say({ is: 'warning', text }),
      error: (fields, text) => say({ is: 'trouble', text: `${text} ${inspect(fields)}` }),
    },
    listeners: [
      (events) => events.on('run', ({ run, state }) => say({ is: 'run', run: run.id, state })),
    ],
  }),
);
say({ is: 'open' });
const orders = createInterface(process.stdin);
orders.on('line', (line) => {
  obey(line).catch((error: unknown) => say({ is: 'trouble', text: inspect(error) }));
});
// Who started it is gone: nobody would end it.
orders.on('close', () => process.exit());

async function obey(line: string): Promise<void> {
  const [order, name, ...ids] = line.split(' ');
  if (order === 'close') {
    await conductor.close({ within: 0 });
    process.exit();
  }
  if (order === 'nudge') await nudge();
  else if (order === 'compete') for (const id of ids) await compete(id);
  else await Promise.all(ids.map((id) => submit(name === 'solo' ? 'solo' : 'relay', id)));
}

async function submit(name: 'relay' | 'solo', id: string): Promise<void> {
  const run = await stubborn(() => conductor.submit(name, {}, { id, onConflict: 'queue' }));
  say({ is: 'submitted', run: id });
  await run.result();
  say({ is: 'result', run: id, outcome: 'SUCCESS' });
}

/** Submits until it gets the lock, and waits for the end. */
async function compete(id: string): Promise<void> {
  for (;;) {
    try {
      const run = await stubborn(() => conductor.submit('solo', {}, { id }));
      await run.result();
      say({ is: 'result', run: id, outcome: 'SUCCESS' });
      return;
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await pause(1);
    }
  }
}

/** Whoever is asked something looks at once for what may be taken. */
async function nudge(): Promise<void> {
  const { runs } = await conductor.runs({ status: ['PENDING', 'RUNNING', 'REVERTING'], limit: 1 });
  for (const { id } of runs) await inTime(() => conductor.handle(id).signal('nudge'));
}

function step(name: string, work: (context: Context) => Promise<void> = () => pause(1)) {
  const calls = async (way: Entry['way'], ctx: Context): Promise<void> => {
    const { attempt, key } = ctx;
    const note = (what: Entry['what']): void =>
      ledger.write({ what, way, run: ctx.run.id, task: name, attempt, key });
    note('start');
    await work(ctx);
    note('end');
  };
  return task({
    name,
    execute: (_input: unknown, ctx: Context) => calls('execute', ctx),
    revert: (_input: unknown, _info: unknown, ctx: Context) => calls('revert', ctx),
  });
}

/** Waits for its signal in the one that stops, and for the gate in the others. */
async function wait({ signal }: Context): Promise<void> {
  while (role === 'zombie' || !existsSync(gateIn(folder))) {
    try {
      await pause(5, undefined, { signal });
    } catch (error) {
      say({ is: 'aborted' });
      throw error;
    }
  }
}

/** The process does not get further than this; when it is continued, the task has ended well. */
async function stop(): Promise<void> {
  if (role !== 'zombie') return;
  say({ is: 'stopping' });
  process.kill(process.pid, 'SIGSTOP');
}

function say(saying: Saying): void {
  writeSync(1, `${JSON.stringify(saying)}\n`);
}
