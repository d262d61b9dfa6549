// Goal: runs of a conductor that is silent for longer than its lease go on at another, and end
// once.
import { flow, linear } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { hearing } from '../engine/watched.ts';
import { journals, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it('nobody takes the runs of a conductor whose heart beats', async () => {
    const { stage } = await opened(journal());
    await stage.open([flowOf(stage)]);
    await stage.advance(60_000);
    expect(stage.calls).toEqual(['execute r/a']);
  });

  it('another takes them when the lease is over, and not before', async () => {
    const { stage, stop } = await opened(journal(), { lease: '30s' });
    stop();
    await stage.open([flowOf(stage)], { lease: '1s' });
    await stage.advance(29_000);
    expect(stage.calls).toEqual(['execute r/a']);
    await stage.advance(2_000);
    expect(stage.calls).toEqual(['execute r/a', 'execute r/a']);
    expect((await stage.trace('r')).slice(2)).toEqual(['run-resumed', 'task-started f/l/a']);
  });

  it('a conductor that dies is followed by one that opens later', async () => {
    const { stage } = await opened(journal());
    stage.kill();
    await stage.advance(10_000);
    const next = await stage.open([flowOf(stage)]);
    await stage.settle();
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect(await next.handle('r').result()).toEqual({});
  });

  it('the one that was silent learns of it, and lets its tasks stop', async () => {
    const { stage, events, conductor, signals, stop, goOn } = await opened(journal());
    const before = conductor.id;
    stop();
    const other = await stage.open([flowOf(stage)]);
    await stage.advance(10_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await goOn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(conductor.id).not.toBe(before);
    expect(events).toEqual(['run RUNNING', 'a running']);
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect(await other.handle('r').result()).toEqual({});
    const trace = await stage.trace('r');
    expect(trace.filter((line) => line.startsWith('run-finished'))).toHaveLength(1);
    expect(trace.filter((line) => line === 'task-succeeded f/l/a')).toHaveLength(1);
  });

  it('the one that was silent goes on with other runs', async () => {
    const { stage, conductor, stop, goOn } = await opened(journal());
    stop();
    const other = await stage.open([flowOf(stage)]);
    await stage.advance(10_000);
    await goOn();
    void other.close({ within: 0 });
    await stage.settle();
    const run = await conductor.submit('f', {}, { id: 'r2' });
    await stage.advance(5_000);
    expect(stage.calls.slice(2)).toEqual(['execute r2/a', 'execute r/a']);
    await stage.pass('execute r2/a');
    await stage.pass('execute r2/b');
    expect(await run.result()).toEqual({});
  });

  it('who asked the one that was silent for a result is given it all the same', async () => {
    const { stage, conductor, stop, goOn } = await opened(journal());
    let result: unknown;
    void conductor
      .handle('r')
      .result()
      .then((value) => (result = value));
    stop();
    await stage.open([flowOf(stage)]);
    await stage.advance(10_000);
    await goOn();
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    await stage.advance(5_000);
    expect(result).toEqual({});
  });

  it('what a task does after its run was taken changes nothing', async () => {
    const { stage, stop, goOn } = await opened(journal());
    stop();
    await stage.open([flowOf(stage)]);
    await stage.advance(10_000);
    await goOn();
    const before = await stage.trace('r');
    await stage.pass('mine');
    expect(await stage.trace('r')).toEqual(before);
  });

  it('a run can be submitted to the one that was silent before its heart beats', async () => {
    const { stage, conductor, stop, goOn } = await opened(journal());
    stop();
    await stage.open([flowOf(stage)]);
    await stage.advance(10_000);
    await goOn(0);
    const run = await conductor.submit('f', {}, { id: 'r2' });
    await stage.settle();
    expect((await run.status()).status).toBe('RUNNING');
  });
});

/** A conductor with a run under way, which can be stopped as by a signal, and then let go on. */
async function opened(journal: Journal, options: { readonly lease?: '30s' } = {}) {
  const stage = new Stage(journal);
  const signals: AbortSignal[] = [];
  const events: string[] = [];
  let stopped: PromiseWithResolvers<void> | undefined;
  const listeners = [hearing(events)];
  const conductor = await stage.open(
    [flowOf(stage, signals)],
    { ...options, listeners },
    () => stopped?.promise,
  );
  await conductor.submit('f', {}, { id: 'r' });
  await stage.settle();
  return {
    stage,
    events,
    conductor,
    signals,
    stop: () => void (stopped = Promise.withResolvers()),
    goOn: async (ms = 5_000) => {
      stopped?.resolve();
      stopped = undefined;
      if (ms > 0) await stage.advance(ms);
    },
  };
}

/** The first task of the conductor that is to be stopped waits at a gate of its own, `mine`. */
function flowOf(stage: Stage, signals?: AbortSignal[]) {
  const a = stage.held('a', {
    async execute(_input, { run, signal }) {
      signals?.push(signal);
      stage.calls.push(`execute ${run.id}/a`);
      await stage.gate(signals === undefined || run.id !== 'r' ? `execute ${run.id}/a` : 'mine');
    },
  });
  return flow({ name: 'f' }, linear('l', a, stage.held('b')));
}
