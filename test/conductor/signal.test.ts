// Goal: what a run is told from outside becomes a fact of it, in order and once each, whoever
// drives it and whatever dies in between.
import { flow, linear } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async (concurrency = 10) => {
    const stage = new Stage(journal());
    const conductor = await stage.open([flowOf(stage)], { concurrency });
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    return { stage, conductor, run };
  };

  it('a run that is under way has them at once', async () => {
    const { stage, run } = await open();
    await run.signal('one', { deep: [1, 'two', null] });
    await run.signal('two');
    await stage.settle();
    expect(await signalsOf(stage)).toEqual([
      ['one', { deep: [1, 'two', null] }],
      ['two', null],
    ]);
  });

  it('many at once are all there, in order', async () => {
    const { stage, run } = await open();
    const names = Array.from({ length: 50 }, (_value, index) => `s${index}`);
    await Promise.all(names.map((name) => run.signal(name)));
    await stage.settle();
    expect((await signalsOf(stage)).map(([name]) => name)).toEqual(names);
  });

  it('a run that rests has them when it goes on', async () => {
    const { stage, run } = await open();
    await run.suspend();
    await stage.pass('execute r/a');
    await run.signal('one');
    await run.signal('two');
    await stage.advance(pastLease);
    expect((await run.status()).status).toBe('SUSPENDED');
    expect(await signalsOf(stage)).toEqual([]);
    await run.resume();
    await run.signal('three');
    await stage.settle();
    expect((await signalsOf(stage)).map(([name]) => name)).toEqual(['one', 'two', 'three']);
  });

  it('a run that waits has them when it begins', async () => {
    const { stage, conductor } = await open(1);
    const waiting = await conductor.submit('f', {}, { id: 'r2' });
    await waiting.signal('one');
    await waiting.signal('two');
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect((await stage.trace('r2')).slice(0, 4)).toEqual([
      'run-started f@1',
      'signal-received one',
      'signal-received two',
      'task-started f/l/a',
    ]);
  });

  it('a run elsewhere has them with the next heartbeat', async () => {
    const { stage } = await open();
    const other = await stage.open([flowOf(stage)]);
    await other.handle('r').signal('one');
    await other.handle('r').signal('two');
    await stage.advance(5_000);
    expect((await signalsOf(stage)).map(([name]) => name)).toEqual(['one', 'two']);
  });

  it('they are not lost when the process dies before it hears of them, nor doubled', async () => {
    const { stage, run } = await open();
    await run.signal('one');
    const other = await stage.open([flowOf(stage)]);
    await other.handle('r').signal('two');
    stage.kill();
    await stage.advance(pastLease);
    const next = await stage.open([flowOf(stage)]);
    await next.handle('r').signal('three');
    await stage.settle();
    await stage.advance(pastLease);
    expect((await signalsOf(stage)).map(([name]) => name)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a value in itself', loop()],
    ['no number', Number.NaN],
  ])('one that no journal can keep is refused: %s', async (_name, value) => {
    const { stage, run } = await open();
    const asked = run.signal('one', value);
    await expect(asked).rejects.toHaveProperty('code', 'NOT_CARRIABLE');
    await expect(asked).rejects.toThrow("'one'");
    await run.signal('two');
    await stage.settle();
    expect((await signalsOf(stage)).map(([name]) => name)).toEqual(['two']);
  });
});

it('they are told once when the journal is slow and the heart beats meanwhile', async () => {
  const stage = new Stage();
  let isSlow = false;
  const before = (method: keyof Journal) =>
    isSlow && method === 'append' ? stage.gate('append') : undefined;
  const conductor = await stage.open([flowOf(stage)], {}, before);
  const run = await conductor.submit('f', {}, { id: 'r' });
  await stage.settle();
  isSlow = true;
  await run.signal('one');
  await stage.advance(4_000);
  await run.signal('two');
  await stage.pass('append');
  isSlow = false;
  await stage.pass('append');
  await stage.advance(5_000);
  expect((await signalsOf(stage)).map(([name]) => name)).toEqual(['one', 'two']);
});

async function signalsOf(stage: Stage): Promise<(readonly [string, unknown])[]> {
  const facts: readonly Fact[] = await stage.journal.load('r');
  return facts.flatMap((fact) =>
    fact.type === 'signal-received' ? [[fact.name, fact.value] as const] : [],
  );
}

function flowOf(stage: Stage) {
  return flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
}

function loop(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}
