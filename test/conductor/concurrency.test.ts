// Goal: no more runs are under way than a conductor may have; the others wait in the journal, and
// their turn comes in the order in which they were submitted.
import { flow } from '@conductor/taskflow';
import type { Conductor, Journal } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it.each([1, 2, 3, Infinity])('at most %d are under way', async (concurrency) => {
    const { stage, conductor } = await opened(journal(), concurrency);
    for (const id of ['r1', 'r2', 'r3', 'r4']) await conductor.submit('f', {}, { id });
    await stage.settle();
    expect(stage.calls).toHaveLength(Math.min(concurrency, 4));
    expect(await countOf(conductor, 'PENDING')).toBe(Math.max(0, 4 - concurrency));
  });

  it('what waits starts in the order of submission, as soon as there is room', async () => {
    const { stage, conductor } = await opened(journal(), 2);
    const ids = ['r1', 'r2', 'r3', 'r4', 'r5'];
    await Promise.all(ids.map((id) => conductor.submit('f', {}, { id })));
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
    await stage.pass('execute r2/a');
    expect(stage.calls.slice(2)).toEqual(['execute r3/a']);
    await stage.pass('execute r1/a', 'execute r3/a');
    expect(stage.calls.slice(3)).toEqual(['execute r4/a', 'execute r5/a']);
    await stage.pass('execute r4/a', 'execute r5/a');
    expect(await countOf(conductor, 'SUCCESS')).toBe(5);
  });

  it('a run that is submitted as another ends does not overtake those that wait', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    const first = await conductor.submit('f', {}, { id: 'r1' });
    await conductor.submit('f', {}, { id: 'r2' });
    void first.result().then(() => conductor.submit('f', {}, { id: 'r3' }));
    await stage.pass('execute r1/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
    await stage.pass('execute r2/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a', 'execute r3/a']);
  });

  it('a run that is suspended makes room', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    const first = await conductor.submit('f', {}, { id: 'r1' });
    await conductor.submit('f', {}, { id: 'r2' });
    await first.suspend();
    await stage.pass('execute r1/a');
    expect((await first.status()).status).toBe('SUCCESS');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
  });

  it('a run that is submitted again makes room for those that wait', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    await conductor.submit('f', {}, { id: 'r1' });
    await stage.pass('execute r1/a');
    await Promise.all(['r1', 'r2'].map((id) => conductor.submit('f', {}, { id })));
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
  });

  it('a run that waits is known, and can be asked for', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    await conductor.submit('f', {}, { id: 'r1' });
    const waiting = await conductor.submit('f', {}, { id: 'r2' });
    expect((await waiting.status()).status).toBe('PENDING');
    expect(await stage.trace('r2')).toEqual(['run-started f@1']);
    let result: unknown;
    void waiting.result().then((value) => (result = value));
    await stage.pass('execute r1/a');
    await stage.pass('execute r2/a');
    expect(result).toEqual({});
  });

  it('a run that is cancelled while it waits never starts', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    await conductor.submit('f', {}, { id: 'r1' });
    const waiting = await conductor.submit('f', {}, { id: 'r2' });
    await waiting.cancel('not needed');
    await stage.pass('execute r1/a');
    await expect(waiting.result()).rejects.toMatchObject({ reason: 'cancelled', reverted: [] });
    expect(stage.calls).toEqual(['execute r1/a']);
    expect(await stage.trace('r2')).toEqual([
      'run-started f@1',
      'run-cancelled (not needed)',
      'run-finished REVERTED',
    ]);
  });

  it('a run that is to rest while it waits rests before it begins', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    await conductor.submit('f', {}, { id: 'r1' });
    const waiting = await conductor.submit('f', {}, { id: 'r2' });
    await waiting.suspend();
    await stage.pass('execute r1/a');
    expect((await waiting.status()).status).toBe('SUSPENDED');
    expect(stage.calls).toEqual(['execute r1/a']);
    await waiting.resume();
    await stage.settle();
    await stage.pass('execute r2/a');
    expect(await waiting.result()).toEqual({});
  });

  it('runs that wait outlive their conductor', async () => {
    const { stage, conductor } = await opened(journal(), 1);
    for (const id of ['r1', 'r2', 'r3']) await conductor.submit('f', {}, { id });
    const closed = conductor.close();
    await stage.pass('execute r1/a');
    await closed;
    expect(stage.calls).toEqual(['execute r1/a']);
    const next = await stage.open([flow({ name: 'f' }, stage.held('a'))]);
    await stage.settle();
    expect(stage.calls.slice(1)).toEqual(['execute r2/a', 'execute r3/a']);
    await stage.pass('execute r2/a', 'execute r3/a');
    expect(await countOf(next, 'SUCCESS')).toBe(3);
  });

  it('after a death no more are taken up than may be under way', async () => {
    const { stage, conductor } = await opened(journal(), Infinity);
    for (const id of ['r1', 'r2', 'r3']) await conductor.submit('f', {}, { id });
    stage.kill();
    stage.calls.length = 0;
    await stage.advance(pastLease);
    await stage.open([flow({ name: 'f' }, stage.held('a'))], { concurrency: 2 });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
    await stage.pass('execute r1/a');
    expect(stage.calls.slice(2)).toEqual(['execute r3/a']);
  });
});

it('no more are under way when a run is submitted while others are taken', async () => {
  const stage = new Stage();
  const made = flow({ name: 'f' }, stage.held('a'));
  const before = (method: keyof Journal) =>
    method === 'claim' || method === 'asked' ? stage.gate(method) : undefined;
  const conductor = await stage.open([made], { concurrency: 1 }, before);
  await stage.pass('claim');
  await conductor.submit('f', {}, { id: 'r1' });
  await conductor.submit('f', {}, { id: 'r2' });
  await stage.pass('execute r1/a');
  const submitted = conductor.submit('f', {}, { id: 'r3' });
  await stage.pass('claim');
  await stage.pass('asked');
  await submitted;
  expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
  await stage.pass('execute r2/a');
  await stage.pass('claim');
  await stage.pass('asked');
  expect(stage.calls.slice(2)).toEqual(['execute r3/a']);
});

async function opened(journal: Journal, concurrency: number) {
  const stage = new Stage(journal);
  const made = flow({ name: 'f' }, stage.held('a'));
  return { stage, conductor: await stage.open([made], { concurrency }) };
}

async function countOf(conductor: Conductor, status: 'PENDING' | 'SUCCESS'): Promise<number> {
  return (await conductor.runs({ status })).runs.length;
}
