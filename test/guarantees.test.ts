// Goal: the promises of the README, each kept once in plain sight; other tests keep them wherever
// they might break. Method: small flows, run through the main door.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  condition,
  flow,
  irreversible,
  JournalError,
  linear,
  memoryJournal,
  nothingToUndo,
  openConductor,
  parallel,
  run,
  sleep,
  task,
  when,
} from '@conductor/taskflow';
import type { Flow, Listener, RunJournal } from '@conductor/taskflow';
import { decide, replay, statusesOf, trace } from '@conductor/taskflow/kernel';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { manualClock } from '@conductor/taskflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { pastLease, Stage } from './conductor/stage.ts';

test('K1, same in, same out', async () => {
  const log = await logOf(retreat());
  const again = await logOf(retreat());
  expect(again).toEqual(log);
  expect(statusesOf(replay(retreat().plan, again))).toEqual(
    statusesOf(replay(retreat().plan, log)),
  );
});

test('K2, in order', async () => {
  const done: string[] = [];
  const early = parallel('early', step('slow', done, { ms: 50 }), step('fast', done));
  await logOf(flow({ name: 'f' }, linear('l', early, step('late', done))));
  expect(done).toEqual(['fast', 'slow', 'late']);
});

test('K3, back in reverse', async () => {
  const done: string[] = [];
  await logOf(retreat(done));
  expect(done.slice(-3)).toEqual(['undo c', 'undo b', 'undo a']);
});

test('K4, no new work', async () => {
  const done: string[] = [];
  const branch = linear('branch', step('a', done, { ms: 50 }), step('b', done));
  await logOf(flow({ name: 'f' }, parallel('p', branch, step('c', done, { fails: true }))));
  expect(done).toEqual(['undo c', 'a', 'undo a']);
});

test('K5, nothing for nothing', async () => {
  const done: string[] = [];
  const steps = linear('l', step('a', done, { fails: true }), step('b', done));
  await logOf(flow({ name: 'f' }, steps));
  expect(done).toEqual(['undo a']);
});

test('K6, a revert may fail', async () => {
  const done: string[] = [];
  const stuck = linear('stuck', step('a', done), step('b', done, { sticks: true }));
  const steps = linear(
    'l',
    parallel('p', stuck, step('c', done)),
    step('d', done, { fails: true }),
  );
  const log = await logOf(flow({ name: 'f' }, steps));
  expect(done).toEqual(['a', 'c', 'b', 'undo d', 'undo c']);
  expect(trace(log).at(-1)).toBe('run-finished FAILURE');
});

test('K7, the pivot', async () => {
  const done: string[] = [];
  const pivot = task({ name: 'pivot', execute: () => undefined, revert: irreversible });
  const steps = linear('l', step('a', done), pivot, step('b', done, { fails: true }));
  const log = await logOf(flow({ name: 'f' }, steps));
  expect(done).toEqual(['a']);
  expect(trace(log).at(-1)).toBe('run-finished FAILURE');
});

test('K8, an end is an end', async () => {
  const log = await logOf(retreat());
  const { plan } = retreat();
  const after = log.map((_, count) => replay(plan, log.slice(0, count + 1)));
  expect(decide(replay(plan, log))).toEqual([]);
  expect(after.map(({ status }) => status).join(' ')).toMatch(/^(RUNNING )+(REVERTING )+REVERTED$/);
});

test('K9, skipped is skipped', async () => {
  const done: string[] = [];
  const never = condition({ name: 'never', test: () => false });
  const steps = linear('l', when(never, step('a', done)), step('b', done, { fails: true }));
  await logOf(flow({ name: 'f' }, steps));
  expect(done).toEqual(['undo b']);
});

test('K10, facts first', async () => {
  const done: string[] = [];
  const seen: string[] = [];
  const log = memoryJournal();
  const journal: RunJournal = {
    renew: log.renew,
    async create(wanted) {
      seen.push(`create with ${wanted.facts.length}`);
      await Promise.resolve();
      return log.create(wanted);
    },
    async append(turn) {
      seen.push(`append ${turn.facts.length}`);
      await Promise.resolve();
      log.append(turn);
    },
  };
  const listener: Listener = (events) => {
    events.on('task', ({ task: path, state }) => {
      const isWritten = trace(log.load('run-1')).includes(`task-${factOf[state]} ${path}`);
      seen.push(`${isWritten ? 'told' : 'told early'}, ${done.length} done`);
    });
  };
  const two = flow({ name: 'f' }, linear('l', step('a', done), step('b', done)));
  await run(two, {}, { id: 'run-1', journal, listeners: [listener] });
  expect(seen).toEqual([
    ...['create with 2', 'told, 0 done'],
    ...['append 2', 'told, 1 done', 'told, 1 done'],
    ...['append 2', 'told, 2 done'],
  ]);
});

test('D1, nothing twice', async () => {
  const stage = new Stage();
  const flows = [flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')))] as const;
  await (await stage.open(flows)).submit('f', {}, { id: 'r' });
  await stage.pass('execute r/a');
  stage.kill();
  await stage.advance(pastLease);
  const next = await stage.open(flows);
  await stage.settle();
  await stage.pass('execute r/b');
  await next.handle('r').result();
  expect(stage.calls).toEqual(['execute r/a', 'execute r/b', 'execute r/b']);
});

test('D2, one at a time', async () => {
  const stage = new Stage();
  const flows = [flow({ name: 'f' }, stage.held('a'))] as const;
  let isSilent = false;
  const stopped = await stage.open(flows, {}, (method) => {
    if (isSilent && method === 'renew') throw new JournalError('JOURNAL_BUSY', 'stopped');
  });
  await stopped.submit('f', {}, { id: 'r' });
  const before = stopped.id;
  isSilent = true;
  await stage.advance(pastLease);
  await stage.open(flows);
  await stage.settle();
  // Both end the task; only one may say so.
  await stage.pass('execute r/a');
  await stage.settle();
  const log = await stage.trace('r');
  expect(log.filter((line) => line.startsWith('task-succeeded'))).toHaveLength(1);
  expect(stopped.id).not.toBe(before);
});

test('D3, kept is kept', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'conductor.db');
  const script = `
    import { flow, nothingToUndo, openConductor, task } from '@conductor/taskflow';
    import { sqliteJournal } from '@conductor/taskflow/sqlite';
    const execute = () => new Promise(() => {});
    const made = flow({ name: 'f' }, task({ name: 'a', execute, revert: nothingToUndo }));
    const journal = sqliteJournal(${JSON.stringify(file)});
    await (await openConductor({ flows: [made], journal })).submit('f', {}, { id: 'r' });
    process.kill(process.pid, 'SIGKILL');`;
  const args = ['--input-type=module', '--no-warnings', '--eval', script];
  const { signal } = spawnSync(process.execPath, args, { cwd: import.meta.dirname });
  expect(signal).toBe('SIGKILL');
  const done: string[] = [];
  const conductor = await openConductor({
    flows: [flow({ name: 'f' }, nothingTo(done))],
    journal: sqliteJournal(file),
  });
  await conductor.handle('r').result();
  expect(done).toEqual(['a']);
  await conductor.close();
});

function nothingTo(done: string[]) {
  return task({ name: 'a', execute: () => void done.push('a'), revert: nothingToUndo });
}

const factOf: Readonly<Record<string, string>> = { running: 'started', succeeded: 'succeeded' };

interface Ways {
  readonly ms?: number;
  readonly fails?: boolean;
  readonly sticks?: boolean;
}

const clock = manualClock();

/** A task that notes what it has done, and undone. */
function step(name: string, done: string[], { ms, fails, sticks }: Ways = {}) {
  return task({
    name,
    async execute() {
      if (ms !== undefined) await sleep(clock, ms);
      if (fails === true) throw new Error(`${name} failed`);
      done.push(name);
    },
    revert() {
      if (sticks === true) throw new Error(`${name} sticks`);
      done.push(`undo ${name}`);
    },
  });
}

/** Goes two steps, and back from the third. */
function retreat(done: string[] = []): Flow {
  const steps = linear('l', step('a', done), step('b', done), step('c', done, { fails: true }));
  return flow({ name: 'f' }, steps);
}

/** The log of a run, however it ends. */
async function logOf(made: Flow) {
  const journal = memoryJournal();
  const ended = run(made, {}, { id: 'run-1', clock: manualClock(), journal }).catch(
    () => undefined,
  );
  await clock.advance(100);
  await ended;
  return journal.load('run-1');
}
