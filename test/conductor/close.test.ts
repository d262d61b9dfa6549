// Goal: a conductor that is closed ends what is under way, or leaves it to others, and leaves
// nothing behind.
import { flow, JournalError, linear, TaskflowError } from '@conductor/taskflow';
import type { CloseOptions, Journal } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { describe, expect, it } from 'vitest';
import { journals, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it('what is under way ends, and nothing else is taken', async () => {
    const { stage, closing } = await closed(journal());
    expect(closing.isOver).toBe(false);
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(closing.isOver).toBe(true);
    expect(stage.calls).toEqual(['execute r1/a', 'execute r1/b']);
    expect(stage.clock.pending).toBe(0);
    expect(stage.reports).toEqual([]);
  });

  it('a result that was asked for before is given', async () => {
    const { stage, results } = await closed(journal());
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(results.get('r1')).toEqual({});
  });

  it('who waits for a run that is left to others is told to ask another', async () => {
    const { stage, results } = await closed(journal());
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(results.get('r2')).toBeInstanceOf(TaskflowError);
    expect(results.get('r2')).toMatchObject({ code: 'CLOSED' });
  });

  it('it takes no more runs', async () => {
    const { conductor } = await closed(journal());
    const refused = { code: 'CLOSED' };
    await expect(conductor.submit('f', {})).rejects.toMatchObject(refused);
    await expect(conductor.fork('r1', { from: 1 })).rejects.toMatchObject(refused);
  });

  it('runs can be asked to end while it waits for them', async () => {
    const { stage, conductor, closing } = await closed(journal());
    await conductor.handle('r1').cancel('enough');
    await stage.pass('execute r1/a');
    expect(closing.isOver).toBe(true);
    expect(stage.calls).toEqual(['execute r1/a', 'revert r1/a']);
  });

  it('it keeps its lease while it waits', async () => {
    const { stage } = await closed(journal());
    await stage.open([flowOf(stage)]);
    await stage.advance(60_000);
    expect(stage.calls.filter((call) => call.startsWith('execute r1'))).toEqual(['execute r1/a']);
    expect(stage.warnings).toEqual([]);
  });

  it('a second call waits for the same', async () => {
    const { stage, conductor, closing } = await closed(journal());
    const second = conductor.close();
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(closing.isOver).toBe(true);
    await second;
    await conductor.close();
  });

  it('within a time nothing new starts, and what ends in time is recorded', async () => {
    const { stage, closing } = await closed(journal(), { within: '1m' });
    expect(closing.isOver).toBe(false);
    await stage.pass('execute r1/a');
    expect(closing.isOver).toBe(true);
    expect(stage.clock.pending).toBe(0);
    expect(await stage.trace('r1')).toEqual([
      'run-started f@1',
      'task-started f/l/a',
      'task-succeeded f/l/a',
    ]);
    await stage.open([flowOf(stage)]);
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r1/b', 'execute r2/a']);
  });

  it('what does not end in time is told to stop, and others go on with it', async () => {
    const { stage, signals, closing } = await closed(journal(), { within: '1m' });
    await stage.advance(59_000);
    expect(closing.isOver).toBe(false);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await stage.advance(1_000);
    expect(closing.isOver).toBe(true);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(stage.clock.pending).toBe(0);
    const next = await stage.open([flowOf(stage)]);
    await stage.settle();
    // Whatever the task does now counts no more.
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(await next.handle('r1').result()).toEqual({});
    expect(await stage.trace('r1')).toEqual([
      'run-started f@1',
      'task-started f/l/a',
      'run-resumed',
      'task-started f/l/a',
      'task-succeeded f/l/a',
      'task-started f/l/b',
      'task-succeeded f/l/b',
      'run-finished SUCCESS',
    ]);
  });

  it('a pause before another attempt is not waited for within a time', async () => {
    const stage = new Stage(journal());
    const retry = { retries: 1, minTimeout: 30_000 };
    const made = flow({ name: 'f' }, stage.held('a', { retry }));
    const conductor = await stage.open([made]);
    await conductor.submit('f', {}, { id: 'r1' });
    await stage.settle();
    await stage.fail('execute r1/a');
    const closing = watched(conductor.close({ within: '1h' }));
    await stage.settle();
    expect(closing.isOver).toBe(true);
    expect(stage.clock.pending).toBe(0);
  });

  it('a run that is submitted in the same moment is kept, and starts nothing', async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open([flowOf(stage)]);
    await stage.settle();
    const submitted = conductor.submit('f', {}, { id: 'r1' });
    const closing = watched(conductor.close({ within: '1h' }));
    await stage.settle();
    expect((await submitted).id).toBe('r1');
    expect(closing.isOver).toBe(true);
    expect(stage.calls).toEqual([]);
    await stage.open([flowOf(stage)]);
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a']);
  });
});

it('runs that are being taken when it is closed start nothing within a time', async () => {
  const stage = new Stage();
  const first = await stage.open([flowOf(stage)]);
  await first.submit('f', {}, { id: 'r1' });
  await stage.settle();
  stage.kill();
  await stage.advance(10_000);
  const before = (method: keyof Journal) => (method === 'asked' ? stage.gate('asked') : undefined);
  const conductor = await stage.open([flowOf(stage)], {}, before);
  await stage.settle();
  const closing = watched(conductor.close({ within: '1h' }));
  await stage.pass('asked');
  expect(closing.isOver).toBe(true);
  expect(stage.calls).toEqual(['execute r1/a']);
});

it('what the journal answers after the time is over starts nothing', async () => {
  const stage = new Stage();
  const { journal } = stage;
  let isSlow = false;
  const slow: Journal = {
    ...journal,
    async append(turn) {
      await journal.append(turn);
      if (isSlow) await stage.gate('answer');
    },
  };
  const conductor = await stage.open([flowOf(stage)], { journal: slow });
  await conductor.submit('f', {}, { id: 'r1' });
  await stage.settle();
  isSlow = true;
  await stage.pass('execute r1/a');
  const closing = watched(conductor.close({ within: 100 }));
  await stage.advance(100);
  expect(closing.isOver).toBe(true);
  await stage.pass('answer');
  expect((await stage.trace('r1')).at(-1)).toBe('task-started f/l/b');
  expect(stage.calls).toEqual(['execute r1/a']);
});

it('a journal that stands still is not waited for longer than that', async () => {
  const stage = new Stage();
  let isFull = false;
  const conductor = await stage.open([flowOf(stage)], {}, (method) => {
    if (isFull && method === 'append') throw new JournalError('JOURNAL_FULL', 'not now');
  });
  await conductor.submit('f', {}, { id: 'r1' });
  await stage.settle();
  isFull = true;
  await stage.pass('execute r1/a');
  const closing = watched(conductor.close({ within: '1m' }));
  await stage.advance(60_000);
  expect(closing.isOver).toBe(true);
  expect(stage.clock.pending).toBe(0);
});

it('a journal of its own is closed with it', async () => {
  const stage = new Stage();
  const seen: string[] = [];
  const conductor = await stage.open([flowOf(stage)], {}, (method) => void seen.push(method));
  await conductor.close();
  await conductor.close();
  expect(seen.filter((method) => method === 'close')).toEqual(['close']);
  expect(seen.slice(-2)).toEqual(['resign', 'close']);
});

it('who waits is told so by a journal that answers nothing any more, too', async () => {
  const stage = new Stage();
  const journal = sqliteJournal(':memory:');
  const conductor = await stage.open([flowOf(stage)], { journal, concurrency: 1 });
  await conductor.submit('f', {}, { id: 'r1' });
  const waiting = await conductor.submit('f', {}, { id: 'r2' });
  const result = waiting.result().catch((error: unknown) => error);
  const events = waiting.events(1).next();
  const read = events.catch((error: unknown) => error);
  await stage.settle();
  void conductor.close({ within: 0 });
  await stage.settle();
  expect(await result).toMatchObject({ code: 'CLOSED' });
  expect(await read).toMatchObject({ code: 'CLOSED' });
  await expect(waiting.result()).rejects.toMatchObject({ code: 'CLOSED' });
});

/** A conductor that is closed while one run is under way and another waits. */
async function closed(journal: Journal, options: CloseOptions = {}) {
  const stage = new Stage(journal);
  const signals: AbortSignal[] = [];
  const conductor = await stage.open([flowOf(stage, signals)], { concurrency: 1 });
  const results = new Map<string, unknown>();
  for (const id of ['r1', 'r2']) {
    const run = await conductor.submit('f', {}, { id });
    void run.result().then(
      (value) => results.set(id, value),
      (error: unknown) => results.set(id, error),
    );
  }
  await stage.settle();
  const closing = watched(conductor.close(options));
  await stage.settle();
  return { stage, signals, conductor, results, closing };
}

function flowOf(stage: Stage, signals: AbortSignal[] = []) {
  const a = stage.held('a', {
    async execute(_input, { run, signal }) {
      signals.push(signal);
      stage.calls.push(`execute ${run.id}/a`);
      await stage.gate(`execute ${run.id}/a`);
    },
  });
  return flow({ name: 'f' }, linear('l', a, stage.held('b')));
}

function watched(promise: Promise<void>): { isOver: boolean } {
  const state = { isOver: false };
  void promise.then(() => (state.isOver = true));
  return state;
}
