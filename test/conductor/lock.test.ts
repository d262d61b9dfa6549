// Goal: of the runs with one lock, one is under way at a time; the others are refused, or wait in
// line.
import { flow, irreversible, linear, LockedError } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

const queue = { onConflict: 'queue' } as const;

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async () => {
    const stage = new Stage(journal());
    return { stage, conductor: await stage.open(flowsOf(stage)) };
  };

  it('a run whose lock another has is refused, with the name of that one', async () => {
    const { conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    const refused = conductor.submit('f', { on: 'x' }, { id: 'r2' });
    await expect(refused).rejects.toBeInstanceOf(LockedError);
    await expect(refused).rejects.toMatchObject({ runId: 'r2', lock: 'x', by: 'r1' });
    expect((await conductor.runs()).runs.map(({ id }) => id)).toEqual(['r1']);
  });

  it('a run whose lock nobody has starts', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    await conductor.submit('f', { on: 'y' }, { id: 'r2' });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
  });

  it('runs of other flows want the same lock, too', async () => {
    const { conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    const refused = conductor.submit('g', { on: 'x' }, { id: 'r2' });
    await expect(refused).rejects.toMatchObject({ by: 'r1' });
  });

  it('the same run again has its lock already', async () => {
    const { conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    expect((await conductor.submit('f', { on: 'x' }, { id: 'r1' })).id).toBe('r1');
  });

  it('runs in line are under way one after the other, in order', async () => {
    const { stage, conductor } = await open();
    for (const id of ['r1', 'r2', 'r3']) await conductor.submit('f', { on: 'x' }, { id, ...queue });
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a']);
    await stage.pass('execute r1/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
    await stage.pass('execute r2/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a', 'execute r3/a']);
    await stage.pass('execute r3/a');
    expect(await conductor.handle('r3').result()).toEqual({});
  });

  it('who waits in line is known, and has the run that it is', async () => {
    const { conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    const waiting = await conductor.submit('f', { on: 'x' }, { id: 'r2', ...queue });
    expect((await waiting.status()).status).toBe('PENDING');
    const { runs } = await conductor.runs({ lock: 'x' });
    expect(runs.map(({ id }) => id)).toEqual(['r2', 'r1']);
  });

  it.each([
    ['SUCCESS', 'f'],
    ['REVERTED', 'f'],
    ['FAILURE', 'stuck'],
  ] as const)('a lock is free after %s', async (outcome, name) => {
    const { stage, conductor } = await open();
    const holder = await conductor.submit(name, { on: 'x' }, { id: 'r1' });
    await stage.settle();
    if (outcome === 'SUCCESS') await stage.pass('execute r1/a');
    else await stage.fail('execute r1/a');
    expect((await holder.status()).status).toBe(outcome);
    expect((await conductor.submit('f', { on: 'x' }, { id: 'r2' })).id).toBe('r2');
  });

  it('a run keeps its lock while it rests', async () => {
    const { stage, conductor } = await open();
    const holder = await conductor.submit('two', { on: 'x' }, { id: 'r1' });
    await conductor.submit('f', { on: 'x' }, { id: 'r2', ...queue });
    await holder.suspend();
    await stage.pass('execute r1/a');
    expect((await holder.status()).status).toBe('SUSPENDED');
    await stage.advance(pastLease);
    const refused = conductor.submit('f', { on: 'x' }, { id: 'r3' });
    await expect(refused).rejects.toMatchObject({ by: 'r1' });
    await holder.resume();
    await stage.pass('execute r1/b');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r1/b', 'execute r2/a']);
  });

  it('a run keeps its lock when its process dies', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    await conductor.submit('f', { on: 'x' }, { id: 'r2', ...queue });
    stage.kill();
    await stage.advance(pastLease);
    await stage.open(flowsOf(stage));
    await stage.settle();
    expect(stage.calls).toEqual(['execute r1/a', 'execute r1/a']);
    await stage.pass('execute r1/a');
    expect(stage.calls.slice(2)).toEqual(['execute r2/a']);
  });

  it('a run that is cancelled in line never starts, and needs no lock for that', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    const waiting = await conductor.submit('f', { on: 'x' }, { id: 'r2', ...queue });
    await conductor.submit('f', { on: 'x' }, { id: 'r3', ...queue });
    await waiting.cancel('not needed');
    await stage.settle();
    expect((await waiting.status()).status).toBe('REVERTED');
    await stage.pass('execute r1/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r3/a']);
  });

  it('a lock that is free at one conductor is taken by who waits at another', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('f', { on: 'x' }, { id: 'r1' });
    const other = await stage.open(flowsOf(stage));
    const waiting = await other.submit('f', { on: 'x' }, { id: 'r2', ...queue });
    const closed = conductor.close();
    await stage.pass('execute r1/a');
    await closed;
    await stage.advance(5_000);
    await stage.pass('execute r2/a');
    expect((await waiting.status()).status).toBe('SUCCESS');
  });
});

function flowsOf(stage: Stage) {
  const input = { on: Type.String() };
  const lock = ({ on }: { readonly on: string }) => on;
  const stuck = stage.held('a', { revert: irreversible, retry: { retries: 0 } });
  return [
    flow({ name: 'f', input, lock }, stage.held('a')),
    flow({ name: 'g', input, lock }, stage.held('a')),
    flow({ name: 'two', input, lock }, linear('l', stage.held('a'), stage.held('b'))),
    flow({ name: 'stuck', input, lock }, linear('l', standing(stage), stuck)),
  ] as const;
}

/** What stands when the run turns back. */
function standing(stage: Stage) {
  return stage.held('z', {
    execute: () => undefined,
    revert: () => {
      throw new Error('z stays');
    },
  });
}
