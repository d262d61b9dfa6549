// Goal: a handle says what the journal has of a run, whoever drives it and however often it rests.
import { flow, linear, RunError, RunUnknownError } from '@conductor/taskflow';
import type { Conductor, RunHandle } from '@conductor/taskflow';
import { replay, trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';
import { journals, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async () => {
    const stage = new Stage(journal());
    const conductor = await stage.open(flowsOf(stage));
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    return { stage, conductor, run };
  };

  describe('the result', () => {
    it('of a run that failed is an error that says what was reverted, and why', async () => {
      const { stage, conductor, run } = await open();
      const early = run.result().catch((error: unknown) => error);
      const thrown = new Error('no more');
      await stage.pass('execute r/a');
      await stage.fail('execute r/b', thrown);
      const error = await early;
      expect(error).toBeInstanceOf(RunError);
      const says = {
        runId: 'r',
        outcome: 'REVERTED',
        reason: 'failed',
        reverted: ['f/l/a', 'f/l/b'],
        failures: [{ task: 'f/l/b', message: 'no more' }],
      };
      expect(error).toMatchObject(says);
      expect(error).toHaveProperty('cause', thrown);
      // What was thrown is known only while the run is driven; what it was stays known.
      await expect(run.result()).rejects.toMatchObject({ ...says, errors: [undefined] });
      const other = await stage.open(flowsOf(stage));
      await expect(other.handle('r').result()).rejects.toMatchObject(says);
      await conductor.close();
    });

    it('of a run that rests is not there before it has gone on to its end', async () => {
      const { stage, run } = await open();
      let result: unknown;
      void run.result().then((value) => (result = value));
      await run.suspend();
      await stage.pass('execute r/a');
      await stage.advance(60_000);
      expect(result).toBeUndefined();
      await run.resume();
      await stage.pass('execute r/b');
      expect(result).toEqual({});
    });

    it('is given to everybody who asks', async () => {
      const { stage, conductor, run } = await open();
      const all = Promise.all([run.result(), run.result(), conductor.handle('r').result()]);
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      expect(await all).toEqual([{}, {}, {}]);
    });
  });

  describe('the events', () => {
    it('are the facts from the first on, as they come, until the end', async () => {
      const { stage, run } = await open();
      const seen = reading(run);
      await stage.settle();
      expect(trace(seen.facts)).toEqual(whole.slice(0, 2));
      await stage.pass('execute r/a');
      expect(trace(seen.facts)).toEqual(whole.slice(0, 4));
      expect(seen.isOver()).toBe(false);
      await stage.pass('execute r/b');
      expect(trace(seen.facts)).toEqual(whole);
      expect(seen.isOver()).toBe(true);
    });

    it.each([0, 1, 3, 5, 6, 7])('from position %i on are the rest', async (from) => {
      const { stage, run } = await open();
      const early = reading(run, from);
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      const late = reading(run, from);
      await stage.settle();
      for (const seen of [early, late]) {
        expect(trace(seen.facts)).toEqual(whole.slice(from));
        expect(seen.isOver()).toBe(true);
      }
    });

    it('wait for who reads slowly', async () => {
      const { stage, run } = await open();
      const events = run.events();
      const seen = [await events.next()];
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      for (let count = 1; count <= whole.length; count += 1) seen.push(await events.next());
      expect(trace(seen.flatMap(({ value }) => value ?? []))).toEqual(whole);
      expect(seen.at(-1)?.done).toBe(true);
    });

    it('of a run elsewhere come with each heartbeat', async () => {
      const { stage } = await open();
      const other = await stage.open(flowsOf(stage));
      const seen = reading(other.handle('r'));
      await stage.pass('execute r/a');
      await stage.advance(5_000);
      expect(trace(seen.facts)).toEqual(whole.slice(0, 4));
      await stage.pass('execute r/b');
      await stage.advance(5_000);
      expect(trace(seen.facts)).toEqual(whole);
      expect(seen.isOver()).toBe(true);
    });

    it('go on after a rest', async () => {
      const { stage, run } = await open();
      const seen = reading(run);
      await run.suspend();
      await stage.pass('execute r/a');
      expect(trace(seen.facts).at(-1)).toBe('run-suspended');
      expect(seen.isOver()).toBe(false);
      await run.resume();
      await stage.pass('execute r/b');
      expect(trace(seen.facts)).toEqual([
        ...['run-started f@1', 'task-started f/l/a'],
        ...['run-suspending', 'task-succeeded f/l/a', 'run-suspended', 'run-resumed'],
        ...whole.slice(3),
      ]);
      expect(seen.isOver()).toBe(true);
    });

    it('can be left at any time', async () => {
      const { stage, run } = await open();
      for await (const fact of run.events()) {
        if (fact.type === 'task-started') break;
      }
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
    });

    it('end with an error when the conductor is closed before the run has ended', async () => {
      const { stage, conductor, run } = await open();
      await run.suspend();
      await stage.pass('execute r/a');
      const seen = reading(run);
      await stage.settle();
      await conductor.close();
      await stage.settle();
      expect(seen.error()).toMatchObject({ code: 'CLOSED' });
    });
  });

  it('the history gives the state at any point', async () => {
    const { stage, run } = await open();
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    const facts = await run.history();
    expect(trace(facts)).toEqual(whole);
    const [made] = flowsOf(stage);
    const statuses = facts.map((_fact, at) => replay(made.plan, facts.slice(0, at + 1)).status);
    expect(statuses).toEqual([...Array<string>(5).fill('RUNNING'), 'SUCCESS']);
  });

  it('the status says who holds the run, and how far it is', async () => {
    const { stage, conductor, run } = await open();
    const what = { id: 'r', flow: 'f', version: 1 };
    const { id: owner } = conductor;
    expect(await run.status()).toMatchObject({ ...what, status: 'RUNNING', owner, facts: 2 });
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect(await run.status()).toMatchObject({ ...what, status: 'SUCCESS', facts: 6 });
  });

  it('runs are listed page by page, the newest first', async () => {
    const { stage, conductor, run } = await open();
    for (const id of ['s1', 's2', 's3']) await conductor.submit('short', {}, { id });
    await stage.settle();
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await conductor.runs({ limit: 2, ...(after !== undefined && { after }) });
      pages.push(page.runs.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(pages).toEqual([
      ['s3', 's2'],
      ['s1', 'r'],
    ]);
    const ids = async (filter: Parameters<Conductor['runs']>[0]) =>
      (await conductor.runs(filter)).runs.map(({ id }) => id);
    expect(await ids({ status: 'RUNNING' })).toEqual([run.id]);
    expect(await ids({ flow: 'short', status: ['SUCCESS', 'REVERTED'] })).toHaveLength(3);
    expect(await ids({ flow: 'none' })).toEqual([]);
  });
});

it.each([
  ['result', (run: RunHandle) => run.result()],
  ['history', (run: RunHandle) => run.history()],
  ['status', (run: RunHandle) => run.status()],
  ['events', (run: RunHandle) => run.events().next()],
])('the %s of a run that there is not is an error', async (_, ask) => {
  const stage = new Stage();
  const conductor = await stage.open(flowsOf(stage));
  const asked = ask(conductor.handle('none'));
  await expect(asked).rejects.toBeInstanceOf(RunUnknownError);
  await expect(asked).rejects.toMatchObject({ runId: 'none' });
});

const whole = [
  'run-started f@1',
  'task-started f/l/a',
  'task-succeeded f/l/a',
  'task-started f/l/b',
  'task-succeeded f/l/b',
  'run-finished SUCCESS',
];

function flowsOf(stage: Stage) {
  return [
    flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b'))),
    flow({ name: 'short' }, stage.held('a', { execute: () => undefined })),
  ] as const;
}

/** Reads the events of a run as they come. */
function reading(run: RunHandle, from?: number) {
  const facts: Fact[] = [];
  let isOver = false;
  let error: unknown;
  void (async () => {
    try {
      for await (const fact of run.events(from)) facts.push(fact);
    } catch (thrown) {
      error = thrown;
    }
    isOver = true;
  })();
  return { facts, isOver: () => isOver, error: () => error };
}
