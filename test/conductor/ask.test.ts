// Goal: a run is asked to turn back, to rest or to go on wherever it stands and whoever drives it.
import { flow, irreversible, linear, RunError } from '@conductor/taskflow';
import type { Flow, Journal, RunHandle } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async (make: (stage: Stage) => Flow = twoTasks) => {
    const stage = new Stage(journal());
    const conductor = await stage.open([make(stage)]);
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    return { stage, conductor, run };
  };

  describe('a run that is cancelled', () => {
    it('waits for what is under way, and turns back', async () => {
      const { stage, run } = await open();
      await run.cancel('enough');
      await stage.pass('execute r/a');
      expect(await stage.trace('r')).toEqual([
        'run-started f@1',
        'task-started f/l/a',
        'run-cancelled (enough)',
        'task-succeeded f/l/a',
        'revert-started f/l/a',
        'revert-succeeded f/l/a',
        'run-finished REVERTED',
      ]);
      await expect(run.result()).rejects.toMatchObject({ reason: 'cancelled' });
    });

    it('says why when nobody did', async () => {
      const { stage, run } = await open();
      await run.cancel();
      expect((await stage.trace('r')).at(-1)).toBe('run-cancelled (somebody asked for it)');
    });

    it('turns back once, however often it is asked', async () => {
      const { stage, run } = await open();
      await run.cancel('one');
      await run.cancel('two');
      await Promise.all([run.cancel('three'), run.cancel('four')]);
      await stage.pass('execute r/a');
      const cancelled = (await stage.trace('r')).filter((line) => line.startsWith('run-cancelled'));
      expect(cancelled).toEqual(['run-cancelled (one)']);
    });

    it('does not wait for the pause before another attempt', async () => {
      const { stage, run } = await open((to) => {
        const retry = { retries: 3, minTimeout: 60_000 };
        return flow({ name: 'f' }, to.held('a', { retry }));
      });
      await stage.fail('execute r/a');
      await run.cancel('enough');
      await stage.settle();
      expect((await run.status()).status).toBe('REVERTED');
      expect(stage.calls).toEqual(['execute r/a', 'revert r/a']);
    });

    it('goes on past its pivot', async () => {
      const { stage, run } = await open((to) =>
        flow({ name: 'f' }, linear('l', to.held('a', { revert: irreversible }), to.held('b'))),
      );
      await stage.pass('execute r/a');
      await run.cancel('too late');
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
      expect(await stage.trace('r')).not.toContain('run-cancelled (too late)');
    });

    it('goes on turning back when it does already', async () => {
      const { stage, run } = await open(slowBack);
      await stage.fail('execute r/b');
      await run.cancel('more');
      await stage.pass('revert r/a');
      await expect(run.result()).rejects.toMatchObject({ reason: 'failed', reverted: both });
    });

    it('turns back when it rests', async () => {
      const { stage, run } = await open();
      await run.suspend();
      await stage.pass('execute r/a');
      await run.cancel('enough');
      await stage.settle();
      expect((await stage.trace('r')).slice(-5)).toEqual([
        'run-resumed',
        'run-cancelled (enough)',
        'revert-started f/l/a',
        'revert-succeeded f/l/a',
        'run-finished REVERTED',
      ]);
    });
  });

  describe('a run that is suspended', () => {
    it('ends what is under way, starts nothing new, and goes on when it is asked', async () => {
      const { stage, conductor, run } = await open();
      await run.suspend();
      expect((await run.status()).status).toBe('RUNNING');
      await stage.pass('execute r/a');
      expect((await run.status()).status).toBe('SUSPENDED');
      await stage.advance(pastLease);
      expect(stage.calls).toEqual(['execute r/a']);
      await conductor.handle('r').resume();
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
      expect(stage.calls).toEqual(['execute r/a', 'execute r/b']);
    });

    it('rests on its way back, too', async () => {
      const { stage, run } = await open(slowBack);
      await stage.fail('execute r/b');
      await run.suspend();
      await stage.pass('revert r/a');
      // Nothing was left to revert, so there was nothing to rest from.
      expect((await run.status()).status).toBe('REVERTED');
    });

    it('turns back further when it goes on', async () => {
      const { stage, run } = await open((to) =>
        flow({ name: 'f' }, linear('l', to.held('z', instant), slow(to, 'a'), to.held('b'))),
      );
      await stage.pass('execute r/a');
      await stage.fail('execute r/b');
      await run.suspend();
      await stage.pass('revert r/a');
      expect((await run.status()).status).toBe('SUSPENDED');
      expect(stage.calls).not.toContain('revert r/z');
      await run.resume();
      await stage.settle();
      expect((await run.status()).status).toBe('REVERTED');
      expect(stage.calls.at(-1)).toBe('revert r/z');
    });

    it('rests in a pause, and waits for what is left of it', async () => {
      const { stage, run } = await open((to) => {
        const retry = { retries: 3, minTimeout: 60_000 };
        return flow({ name: 'f' }, to.held('a', { retry }));
      });
      await stage.fail('execute r/a');
      await stage.advance(20_000);
      await run.suspend();
      await stage.settle();
      expect((await run.status()).status).toBe('SUSPENDED');
      await run.resume();
      await stage.advance(39_000);
      expect(stage.calls).toEqual(['execute r/a']);
      await stage.advance(1_000);
      expect(stage.calls).toEqual(['execute r/a', 'execute r/a']);
      await stage.pass('execute r/a');
      expect(await run.result()).toEqual({});
    });

    it('need not rest when it is asked to go on before it does', async () => {
      const { stage, run } = await open();
      await run.suspend();
      await run.resume();
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
      expect((await stage.trace('r')).slice(2, 5)).toEqual([
        'run-suspending',
        'suspend-withdrawn',
        'task-succeeded f/l/a',
      ]);
    });

    it('rests once, however often it is asked', async () => {
      const { stage, run } = await open();
      await Promise.all([run.suspend(), run.suspend()]);
      await stage.pass('execute r/a');
      await run.suspend();
      await run.resume();
      await stage.settle();
      const trace = await stage.trace('r');
      expect(trace.filter((line) => line === 'run-suspended')).toHaveLength(1);
      expect(stage.calls).toEqual(['execute r/a', 'execute r/b']);
    });

    it('has ended when there was nothing left to rest from', async () => {
      const { stage, run } = await open();
      await stage.pass('execute r/a');
      await run.suspend();
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
    });

    it('rests after a death, and goes on at another conductor', async () => {
      const { stage, run } = await open();
      await run.suspend();
      stage.kill();
      await stage.advance(pastLease);
      const next = await stage.open([twoTasks(stage)]);
      await stage.settle();
      expect((await next.handle('r').status()).status).toBe('SUSPENDED');
      await next.handle('r').resume();
      await stage.pass('execute r/a');
      expect(stage.calls).toEqual(['execute r/a', 'execute r/a', 'execute r/b']);
    });
  });

  it('a run that runs is not changed by being asked to go on', async () => {
    const { stage, run } = await open();
    const before = await stage.trace('r');
    await run.resume();
    await stage.settle();
    expect(await stage.trace('r')).toEqual(before);
  });

  it('a run that another conductor drives is reached with its heartbeat', async () => {
    const { stage } = await open();
    const other = await stage.open([twoTasks(stage)]);
    await other.handle('r').cancel('from afar');
    await stage.settle();
    expect(await stage.trace('r')).toHaveLength(2);
    await stage.advance(5_000);
    expect((await stage.trace('r'))[2]).toBe('run-cancelled (from afar)');
  });

  it.each(Object.entries(asks))('a run that is over cannot be asked: %s', async (_name, ask) => {
    const { stage, run } = await open();
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    const asked = ask(run);
    await expect(asked).rejects.toHaveProperty('code', 'RUN_FINISHED');
    await expect(asked).rejects.toThrow("run 'r' has ended SUCCESS");
  });

  it.each(Object.entries(asks))(
    'a run that ends while it is asked says so: %s',
    async (_n, ask) => {
      const stage = new Stage(journal());
      const before = (method: keyof Journal) => (method === 'ask' ? stage.gate('ask') : undefined);
      const conductor = await stage.open([twoTasks(stage)], {}, before);
      const run = await conductor.submit('f', {}, { id: 'r' });
      const asked = ask(run);
      await stage.settle();
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      const refused = expect(asked).rejects.toHaveProperty('code', 'RUN_FINISHED');
      await stage.pass('ask');
      await refused;
    },
  );

  it.each(Object.entries(asks))('a run that there is not cannot be asked: %s', async (_n, ask) => {
    const { conductor } = await open();
    const asked = ask(conductor.handle('none'));
    await expect(asked).rejects.toHaveProperty('code', 'RUN_UNKNOWN');
  });
});

it('a cancellation aborts the signals of the tasks with its reason', async () => {
  const stage = new Stage();
  let reason: unknown;
  const a = stage.held('a', {
    execute: (_input, { signal }) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          resolve();
        });
      }),
  });
  const conductor = await stage.open([flow({ name: 'f' }, a)]);
  const run = await conductor.submit('f', {}, { id: 'r' });
  await run.cancel('enough');
  await expect(run.result()).rejects.toBeInstanceOf(RunError);
  expect(reason).toMatchObject({ message: 'enough' });
});

const asks: Readonly<Record<string, (run: RunHandle) => Promise<void>>> = {
  cancel: (run) => run.cancel(),
  suspend: (run) => run.suspend(),
  resume: (run) => run.resume(),
  signal: (run) => run.signal('s'),
};

const instant = { execute: () => undefined };
const both = ['f/l/a', 'f/l/b'];

function twoTasks(stage: Stage) {
  return flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
}

/** A flow whose first task is done at once, and takes its time to be undone. */
function slowBack(stage: Stage) {
  const { revert } = slow(stage, 'a');
  return flow({ name: 'f' }, linear('l', stage.held('a', { ...instant, revert }), stage.held('b')));
}

function slow(stage: Stage, name: string) {
  return stage.held(name, {
    revert: async (_input, _info, { run }) => {
      stage.calls.push(`revert ${run.id}/${name}`);
      await stage.gate(`revert ${run.id}/${name}`);
    },
  });
}
