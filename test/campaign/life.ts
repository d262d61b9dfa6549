// One life of the campaign: a process that opens a conductor on the file of all lives, submits
// what it is told to, goes on with what others have left, and says what it knows to be durable.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { openConductor, quietLogger, RunError, TaskflowError } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { journalIn, ledgerIn } from './folder.ts';
import { Ledger } from './ledger.ts';
import { flowOf } from './performance.ts';
import { plotsOf } from './plot.ts';
import { assignmentOf } from './saying.ts';
import type { Saying, Submission } from './saying.ts';
import { inTime, stubborn } from './stubborn.ts';

const { seed, folder, submissions, concurrency, leaseMs, isLast } = assignmentOf(
  process.argv[2] ?? '',
);
const ledger = new Ledger(ledgerIn(folder));
const followed = new Map<string, Promise<void>>();
let open = submissions.length;
let isClosing = false;

const conductor = await stubborn(() =>
  openConductor({
    flows: plotsOf(seed).map((plot) => flowOf(plot, ledger)),
    journal: sqliteJournal(journalIn(folder)),
    concurrency,
    lease: leaseMs,
    log: {
      ...quietLogger,
      error: (fields, text) => say({ is: 'trouble', text: `${text} ${inspect(fields)}` }),
    },
    listeners: [(events) => events.on('run', ({ run }) => follow(run.id))],
  }),
);
say({ is: 'open' });
process.stdin.on('data', (order) => void obey(String(order)).catch(onTrouble));
// Who started it is gone: nobody would end it.
process.stdin.on('end', () => process.exit());
await wakeAll();
await Promise.all(submissions.map((submission) => submit(submission).catch(onTrouble)));
if (isLast) {
  await endAll();
  await conductor.close();
  process.exit();
} else await sayIdle();

async function submit({ id, flow, order, ask }: Submission): Promise<void> {
  const given = { id, onConflict: 'queue' } as const;
  const run = await stubborn(() => conductor.submit(flow, { order }, given));
  say({ is: 'submitted', run: id });
  open -= 1;
  void run.result().then(
    () => say({ is: 'result', run: id, outcome: 'SUCCESS' }),
    (error: unknown) => {
      if (error instanceof RunError) say({ is: 'result', run: id, outcome: error.outcome });
      else onTrouble(error);
    },
  );
  if (ask === undefined || isLast) return;
  await pause(ask.afterMs);
  const what = ask.what === 'cancel' ? 'cancel' : 'suspend';
  const isAsked = await inTime(() => (what === 'cancel' ? run.cancel('enough') : run.suspend()));
  if (isAsked) say({ is: 'asked', run: id, what, facts: (await run.status()).facts });
  if (what === 'cancel') return;
  await pause(ask.afterMs);
  await inTime(() => run.resume());
}

/** Says each fact of a run that is under way here as soon as the journal gives it. */
function follow(run: string): void {
  if (followed.has(run)) return;
  open += 1;
  followed.set(run, sayFacts(run).then(sayIdle).catch(onTrouble));
}

async function sayFacts(run: string): Promise<void> {
  let position = 0;
  for await (const fact of conductor.handle(run).events()) {
    if (fact.type === 'task-succeeded' || fact.type === 'revert-succeeded') {
      const way = fact.type === 'task-succeeded' ? 'execute' : 'revert';
      const task = fact.task.slice(fact.task.lastIndexOf('/') + 1);
      ledger.write({ what: 'succeeded', way, run, task });
    }
    say({ is: 'fact', run, position, fact });
    position += 1;
  }
  open -= 1;
}

async function sayIdle(): Promise<void> {
  if (open > 0 || isLast) return;
  const { runs } = await conductor.runs({ status: ['PENDING', 'RUNNING', 'REVERTING'] });
  const isOurs = runs.some(({ owner, lock }) =>
    // A run that waits for its lock waits for somebody else.
    owner === undefined ? lock === undefined : owner === conductor.id,
  );
  if (!isOurs) say({ is: 'idle' });
}

/** Goes on with what rests because a life died before it had asked for the end of the rest. */
async function wakeAll(): Promise<void> {
  const { runs } = await conductor.runs({ status: 'SUSPENDED' });
  await Promise.all(runs.map(({ id }) => inTime(() => conductor.handle(id).resume())));
}

/** Lets every run end, those that rest included. */
async function endAll(): Promise<void> {
  for (;;) {
    const left = {
      status: ['PENDING', 'RUNNING', 'REVERTING', 'SUSPENDED'],
      limit: 1_000,
    } as const;
    const { runs } = await conductor.runs(left);
    if (runs.length === 0) break;
    // One that does not rest may have been asked to by a life that is gone.
    await Promise.all(runs.map(({ id }) => inTime(() => conductor.handle(id).resume())));
    await Promise.all(runs.map(({ id }) => conductor.handle(id).result().catch(onEnd)));
  }
  await Promise.all(followed.values());
}

function onEnd(error: unknown): void {
  if (!(error instanceof RunError)) throw error;
}

async function obey(order: string): Promise<void> {
  if (order.includes('close')) {
    isClosing = true;
    await conductor.close({ within: 0 });
    // It lives on, so that the next one cannot take its death for leave to go on.
    say({ is: 'closed' });
    return;
  }
  // Whoever is asked something looks at once for what may be taken.
  const { runs } = await conductor.runs({ status: ['PENDING', 'RUNNING', 'REVERTING'], limit: 1 });
  for (const { id } of runs) await inTime(() => conductor.handle(id).signal('nudge'));
  await sayIdle();
}

function onTrouble(error: unknown): void {
  // Who closes does not wait for what is still asked.
  const isOver = error instanceof TaskflowError && /^(JOURNAL_)?CLOSED$/.test(error.code);
  if (isClosing && isOver) return;
  say({ is: 'trouble', text: inspect(error) });
}

function say(saying: Saying): void {
  // At once, and not by way of a buffer that would die with the process.
  writeSync(1, `${JSON.stringify(saying)}\n`);
}
