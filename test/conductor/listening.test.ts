// Goal: listeners hear of every run that is under way here, whenever they come, and harm none.
import { flow, linear } from '@conductor/taskflow';
import type { RunEvents } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { hearing } from '../engine/watched.ts';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  const open = async (concurrency = 10) => {
    const stage = new Stage(journal());
    const heard: string[] = [];
    const begun: string[] = [];
    const note = (events: RunEvents) => void begun.push(events.flow.name);
    const listeners = [hearing(heard), note];
    const flows = [flowOf(stage), slow(stage)] as const;
    const conductor = await stage.open(flows, { listeners, concurrency });
    return { stage, heard, begun, conductor };
  };

  it('a listener hears of every run, once for each', async () => {
    const { stage, heard, begun, conductor } = await open();
    await conductor.submit('f', {}, { id: 'r1' });
    await stage.pass('execute r1/a');
    await stage.fail('execute r1/b');
    expect(heard).toEqual([
      ...['run RUNNING', 'a running', 'a succeeded', 'b running', 'b failed', 'run REVERTING'],
      ...['b reverting', 'b reverted', 'a reverting', 'a reverted', 'run REVERTED'],
    ]);
    await conductor.submit('f', {}, { id: 'r2' });
    expect(begun).toEqual(['f', 'f']);
  });

  it('a run that waits is told of when its turn comes, from its beginning', async () => {
    const { stage, heard, begun, conductor } = await open(1);
    await conductor.submit('f', {}, { id: 'r1' });
    await conductor.submit('f', {}, { id: 'r2' });
    await stage.settle();
    expect(begun).toEqual(['f']);
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    expect(begun).toEqual(['f', 'f']);
    expect(heard.slice(-2)).toEqual(['run RUNNING', 'a running']);
  });

  it('a rest and what follows it are told', async () => {
    const { stage, heard, begun, conductor } = await open();
    const run = await conductor.submit('f', {}, { id: 'r1' });
    await run.suspend();
    await stage.pass('execute r1/a');
    expect(heard.slice(-2)).toEqual(['a succeeded', 'run SUSPENDED']);
    await run.resume();
    await stage.settle();
    expect(heard.slice(-2)).toEqual(['run RUNNING', 'b running']);
    expect(begun).toEqual(['f', 'f']);
  });

  it('the way back of a run that goes on after a death is told as such', async () => {
    const { stage, conductor } = await open();
    await conductor.submit('slow', {}, { id: 'r1' });
    await stage.fail('execute r1/a');
    stage.kill();
    await stage.advance(pastLease);
    const heard: string[] = [];
    await stage.open([flowOf(stage), slow(stage)], { listeners: [hearing(heard)] });
    await stage.settle();
    await stage.pass('revert r1/a');
    expect(heard).toEqual([
      ...['run REVERTING', 'a lost', 'a reverting', 'a reverted', 'run REVERTED'],
    ]);
  });
});

describe('a callback', () => {
  it('hears of runs that are under way when it comes, and of those that come later', async () => {
    const { stage, conductor } = await openSlow();
    await conductor.submit('f', {}, { id: 'r1' });
    await stage.settle();
    const heard: string[] = [];
    conductor.on('task', ({ run, name, state }) => heard.push(`${run.id} ${name} ${state}`));
    await conductor.submit('f', {}, { id: 'r2' });
    await stage.pass('execute r1/a');
    expect(heard).toEqual(['r2 a running', 'r1 a succeeded', 'r1 b running']);
  });

  it('hears nothing more when it is taken away, of no run', async () => {
    const { stage, conductor } = await openSlow();
    const heard: string[] = [];
    const kept: string[] = [];
    const off = conductor.on('task', ({ state }) => heard.push(state));
    conductor.on('task', ({ state }) => kept.push(state));
    await conductor.submit('f', {}, { id: 'r1' });
    await stage.settle();
    off();
    off();
    await conductor.submit('f', {}, { id: 'r2' });
    await stage.pass('execute r1/a', 'execute r2/a');
    expect(heard).toEqual(['running']);
    expect(kept.length).toBeGreaterThan(4);
  });

  it('hears of the run, of attempts and of progress, too', async () => {
    const { stage, conductor } = await openSlow();
    const heard: string[] = [];
    conductor.on('run', ({ state }) => heard.push(`run ${state}`));
    conductor.on('attempt', ({ attempt, delayMs }) => heard.push(`${attempt}, ${delayMs} ms`));
    conductor.on('progress', ({ fraction, note }) => heard.push(`${fraction} ${note}`));
    await conductor.submit('talks', {}, { id: 'r' });
    await stage.advance(1_000);
    expect(heard).toEqual(['run RUNNING', '0.5 half', '1, 1000 ms', '0.5 half', 'run SUCCESS']);
  });

  it('that throws, and a listener that does, is reported and harms nobody', async () => {
    const stage = new Stage();
    const heard: string[] = [];
    const trouble = (): never => {
      throw new Error('a listener broke');
    };
    const listeners = [trouble, hearing(heard)];
    const conductor = await stage.open([flowOf(stage)], { listeners });
    conductor.on('run', trouble);
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect(await run.result()).toEqual({});
    expect(heard.at(-1)).toBe('run SUCCESS');
    // Once as a listener, and with each event of the run.
    expect(stage.reports).toHaveLength(3);
  });
});

async function openSlow() {
  const stage = new Stage();
  let attempts = 0;
  const talks = stage.held('a', {
    retry: { retries: 1 },
    execute(_input, context) {
      context.progress(0.5, 'half');
      attempts += 1;
      if (attempts === 1) throw new Error('not yet');
    },
  });
  const conductor = await stage.open([flowOf(stage), flow({ name: 'talks' }, talks)]);
  return { stage, conductor };
}

function flowOf(stage: Stage) {
  return flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
}

/** A flow whose task takes its time to be undone. */
function slow(stage: Stage) {
  const a = stage.held('a', {
    revert: (_input, _info, { run }) => stage.gate(`revert ${run.id}/a`),
  });
  return flow({ name: 'slow' }, a);
}
