// Goal: trouble with the journal loses, doubles and tells nothing, and ends no more than it must.
// Method: a journal refuses chosen calls; what it confirms is that of memory.
import { flow, JournalError, linear } from '@conductor/taskflow';
import type { Journal, JournalErrorCode } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { hearing } from '../engine/watched.ts';
import { Stage } from './stage.ts';

describe('a journal that cannot write just now', () => {
  it.each(['JOURNAL_BUSY', 'JOURNAL_FULL', 'JOURNAL_IO'] as const)(
    'lets a run stand still until it can: %s',
    async (code) => {
      const { stage, events, conductor, refuse } = await opened();
      const run = await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      refuse('append', code, 3);
      await stage.pass('execute r/a');
      expect(stage.calls).toEqual(['execute r/a']);
      expect(events).toEqual(['run RUNNING', 'a running']);
      // It is tried again after 50, 100 and 200 ms.
      await stage.clock.advance(349);
      expect(stage.calls).toEqual(['execute r/a']);
      await stage.clock.advance(1);
      await stage.settle();
      expect(stage.calls).toEqual(['execute r/a', 'execute r/b']);
      expect(stage.warnings).toHaveLength(3);
      expect(stage.warnings[0]).toMatchObject({ run: 'r', error: { code } });
      await stage.pass('execute r/b');
      expect(await run.result()).toEqual({});
      expect(await stage.trace('r')).toEqual(smooth);
      expect(events).toEqual([
        'run RUNNING',
        ...['a running', 'a succeeded', 'b running', 'b succeeded'],
        'run SUCCESS',
      ]);
    },
  );

  it('is asked at least every five seconds', async () => {
    const { stage, conductor, refuse } = await opened();
    await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    refuse('append', 'JOURNAL_FULL', 1_000);
    await stage.pass('execute r/a');
    await stage.clock.advance(60_000);
    const before = stage.warnings.length;
    await stage.clock.advance(50_000);
    expect(stage.warnings.length - before).toBe(10);
  });

  it('takes what came in meanwhile, once', async () => {
    const { stage, conductor, refuse } = await opened();
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    refuse('append', 'JOURNAL_BUSY', 2);
    await stage.pass('execute r/a');
    await run.signal('one');
    await run.cancel('enough');
    await stage.advance(200);
    await stage.pass('execute r/b');
    expect(await stage.trace('r')).toEqual([
      ...smooth.slice(0, 4),
      'signal-received one',
      'run-cancelled (enough)',
      'task-succeeded f/l/b',
      'revert-started f/l/b',
      'revert-succeeded f/l/b',
      'revert-started f/l/a',
      'revert-succeeded f/l/a',
      'run-finished REVERTED',
    ]);
  });

  it('tells who submits at once, and knows nothing of the run', async () => {
    const { stage, conductor, refuse } = await opened();
    refuse('create', 'JOURNAL_BUSY', 1);
    const submitted = conductor.submit('f', {}, { id: 'r' });
    await expect(submitted).rejects.toBeInstanceOf(JournalError);
    await expect(submitted).rejects.toHaveProperty('code', 'JOURNAL_BUSY');
    await stage.advance(10_000);
    expect(stage.calls).toEqual([]);
    await expect(conductor.handle('r').result()).rejects.toHaveProperty('code', 'RUN_UNKNOWN');
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    await stage.pass('execute r/a');
    await stage.pass('execute r/b');
    expect(await run.result()).toEqual({});
  });

  it('keeps nobody from what was asked once it is written', async () => {
    const { stage, conductor, refuse } = await opened();
    const run = await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    refuse('asked', 'JOURNAL_BUSY', 1);
    await run.signal('one');
    await stage.advance(5_000);
    expect((await stage.trace('r')).slice(2)).toEqual(['signal-received one']);
    expect(stage.reports).toHaveLength(1);
  });
});

describe('a journal that is broken', () => {
  it('ends the run that it concerns, and no other', async () => {
    const { stage, events, conductor, refuse } = await opened();
    const broken = await conductor.submit('f', {}, { id: 'r1' });
    const sound = await conductor.submit('f', {}, { id: 'r2' });
    const waiting = broken.result().catch((error: unknown) => error);
    await stage.settle();
    refuse('append', 'JOURNAL_CORRUPT', 1);
    await stage.pass('execute r1/a');
    const dropped = { code: 'RUN_DROPPED', cause: { code: 'JOURNAL_CORRUPT' } };
    expect(await waiting).toMatchObject(dropped);
    await expect(broken.result()).rejects.toMatchObject(dropped);
    await stage.pass('execute r2/a');
    await stage.pass('execute r2/b');
    expect(await sound.result()).toEqual({});
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a', 'execute r2/b']);
    expect(events.filter((line) => line === 'a succeeded')).toHaveLength(1);
    expect(stage.reports).toMatchObject([{ run: 'r1' }]);
  });

  it('gives the room of that run to others', async () => {
    const { stage, conductor, refuse } = await opened(1);
    await conductor.submit('f', {}, { id: 'r1' });
    await conductor.submit('f', {}, { id: 'r2' });
    refuse('append', 'JOURNAL_CORRUPT', 1);
    await stage.pass('execute r1/a');
    expect(stage.calls).toEqual(['execute r1/a', 'execute r2/a']);
  });

  it('does not give that run to anybody while its conductor is open', async () => {
    const { stage, conductor, refuse } = await opened();
    await conductor.submit('f', {}, { id: 'r' });
    await stage.settle();
    refuse('append', 'JOURNAL_CORRUPT', 1);
    await stage.pass('execute r/a');
    await stage.open([flowOf(stage)]);
    await stage.advance(20_000);
    expect(stage.calls).toEqual(['execute r/a']);
    await conductor.close();
    await stage.advance(5_000);
    expect(stage.calls).toEqual(['execute r/a', 'execute r/a']);
  });
});

describe('a conductor goes on, and says so, when it cannot', () => {
  it.each(['claim', 'asked', 'renew'] as const)('%s', async (method) => {
    const { stage, conductor, refuse } = await opened(1);
    await conductor.submit('f', {}, { id: 'r1' });
    await conductor.submit('f', {}, { id: 'r2' });
    await stage.settle();
    refuse(method, 'JOURNAL_BUSY', 1);
    await stage.pass('execute r1/a');
    await stage.pass('execute r1/b');
    await stage.advance(5_000);
    expect(stage.reports).toMatchObject([{ error: { code: 'JOURNAL_BUSY' } }]);
    await stage.pass('execute r2/a');
    await stage.pass('execute r2/b');
    expect(await conductor.handle('r2').result()).toEqual({});
  });
});

it('a journal that cannot be opened is told of', async () => {
  const stage = new Stage();
  const opening = stage.open([flowOf(stage)], {}, () => {
    throw new JournalError('JOURNAL_CORRUPT', 'damaged');
  });
  await expect(opening).rejects.toHaveProperty('code', 'JOURNAL_CORRUPT');
  expect(stage.clock.pending).toBe(0);
});

const smooth = [
  'run-started f@1',
  'task-started f/l/a',
  'task-succeeded f/l/a',
  'task-started f/l/b',
  'task-succeeded f/l/b',
  'run-finished SUCCESS',
];

function flowOf(stage: Stage) {
  return flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
}

/** A conductor whose journal can be made to refuse a call so many times. */
async function opened(concurrency = 10) {
  const stage = new Stage();
  const events: string[] = [];
  let trouble: { method: keyof Journal; code: JournalErrorCode; left: number } | undefined;
  const before = (method: keyof Journal): void => {
    if (trouble?.method !== method || trouble.left === 0) return;
    trouble.left -= 1;
    throw new JournalError(trouble.code, 'not now');
  };
  const listeners = [hearing(events)];
  const conductor = await stage.open([flowOf(stage)], { concurrency, listeners }, before);
  await stage.settle();
  const refuse = (method: keyof Journal, code: JournalErrorCode, left: number): void => {
    trouble = { method, code, left };
  };
  return { stage, events, conductor, refuse };
}
