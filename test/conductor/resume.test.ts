// Goal: after a death a run goes on exactly where it stood: what has succeeded is not executed
// again, what is in doubt is asked for, and nothing that was known is forgotten.
import {
  flow,
  implement,
  linear,
  memoryJournal,
  nothingToUndo,
  parallel,
  receiver,
  RunError,
  task,
} from '@conductor/taskflow';
import type { Context, Flow, ProbeFunction, RevertInfo } from '@conductor/taskflow';
import { limits } from '@conductor/taskflow/kernel';
import { Type } from 'typebox';
import type { TNumber } from 'typebox';
import { describe, expect, it } from 'vitest';
import { journals, pastLease, Stage } from './stage.ts';

describe.each(Object.entries(journals))('on %s', (_, journal) => {
  it('what has succeeded is not executed again, and what was under way is', async () => {
    const stage = new Stage(journal());
    const made = flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
    await begin(stage, made);
    await stage.pass('execute r/a');
    await dieAndGoOn(stage, made);
    await stage.pass('execute r/b');
    expect(stage.calls).toEqual(['execute r/a', 'execute r/b', 'execute r/b']);
    expect((await stage.trace('r')).slice(3)).toEqual([
      'task-started f/l/b',
      'run-resumed',
      'task-started f/l/b',
      'task-succeeded f/l/b',
      'run-finished SUCCESS',
    ]);
  });

  it('the key of a task stays, its attempts go on counting, and what it recorded is there', async () => {
    const stage = new Stage(journal());
    const seen: unknown[] = [];
    const a = stage.held('a', {
      async execute(_input, context) {
        const { key, attempt, recorded } = context;
        seen.push({ key, attempt, recorded: { ...recorded } });
        await context.record(`life${attempt}`, attempt);
        await stage.gate('a');
      },
    });
    const made = flow({ name: 'f' }, a);
    await begin(stage, made);
    await dieAndGoOn(stage, made);
    await dieAndGoOn(stage, made);
    expect(seen).toEqual([
      { key: 'r/f/a', attempt: 1, recorded: {} },
      { key: 'r/f/a', attempt: 2, recorded: { life1: 1 } },
      { key: 'r/f/a', attempt: 3, recorded: { life1: 1, life2: 2 } },
    ]);
  });

  it('a revert that was under way is called again, under its key', async () => {
    const stage = new Stage(journal());
    const seen: unknown[] = [];
    const a = stage.held('a', {
      execute: () => undefined,
      async revert(_input, info, { key, attempt }) {
        seen.push({ key, attempt, outcome: info.outcome });
        await stage.gate('revert');
      },
    });
    const made = flow({ name: 'f' }, linear('l', a, stage.held('b')));
    await begin(stage, made);
    await stage.fail('execute r/b');
    const next = await dieAndGoOn(stage, made);
    await stage.pass('revert');
    await expect(next.handle('r').result()).rejects.toMatchObject({ outcome: 'REVERTED' });
    expect(seen).toEqual([
      { key: 'r/f/l/a#revert', attempt: 1, outcome: 'succeeded' },
      { key: 'r/f/l/a#revert', attempt: 2, outcome: 'succeeded' },
    ]);
  });

  it('a pause goes on for what is left of it', async () => {
    const stage = new Stage(journal());
    const retry = { retries: 3, minTimeout: 60_000 };
    const made = flow({ name: 'f' }, stage.held('a', { retry }));
    await begin(stage, made);
    await stage.fail('execute r/a');
    // The pause began before the death, and takes a minute with it.
    await dieAndGoOn(stage, made);
    await stage.advance(59_000 - pastLease);
    expect(stage.calls).toHaveLength(1);
    await stage.advance(1_000);
    expect(stage.calls).toHaveLength(2);
  });

  it('a death costs none of the retries of a task', async () => {
    const stage = new Stage(journal());
    const retry = { retries: 1, minTimeout: 100 };
    const made = flow({ name: 'f' }, stage.held('a', { retry }));
    await begin(stage, made);
    await dieAndGoOn(stage, made);
    await stage.fail('execute r/a');
    await stage.advance(100);
    const next = await dieAndGoOn(stage, made);
    await stage.pass('execute r/a');
    expect(await next.handle('r').result()).toEqual({});
    expect(stage.calls).toHaveLength(4);
  });
});

describe('a task that is in doubt', () => {
  it.each(doubts)('%s, as its probe finds', async (_, probe, ends, executed) => {
    const stage = new Stage();
    let count = 0;
    let told: RevertInfo | undefined;
    const make = task({
      name: 'make',
      provides: { id: Type.Number() },
      async execute() {
        count += 1;
        if (count === 1) await stage.gate('never');
        return { id: 7 };
      },
      probe,
      revert: (_input, info) => void (told = info),
    });
    const made = flow({ name: 'f' }, make);
    await begin(stage, made);
    const next = await dieAndGoOn(stage, made);
    const run = next.handle('r');
    const end = await run.result().then(
      (value) => {
        expect(value).toEqual({ id: 7 });
        return 'SUCCESS';
      },
      (error: unknown) => `${error instanceof RunError && error.outcome} ${told?.outcome}`,
    );
    expect(end).toBe(ends);
    expect(count).toBe(executed);
  });

  it('is not asked for when it was never started', async () => {
    const stage = new Stage();
    const probed: string[] = [];
    const probe = (_input: object, { run }: Context) => {
      probed.push(run.id);
      return { done: false } as const;
    };
    const made = flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b', { probe })));
    await begin(stage, made);
    await dieAndGoOn(stage, made);
    await stage.pass('execute r/a');
    expect(stage.calls).toEqual(['execute r/a', 'execute r/a', 'execute r/b']);
    expect(probed).toEqual([]);
  });

  it('is reverted without being executed again when its run turns back', async () => {
    const stage = new Stage();
    const infos: RevertInfo[] = [];
    const attempts: number[] = [];
    const b = stage.held('b', {
      revert(_input, info, { attempt }) {
        infos.push(info);
        attempts.push(attempt);
      },
    });
    const made = flow({ name: 'f' }, parallel('p', stage.held('a'), b));
    await begin(stage, made);
    await stage.fail('execute r/a');
    await dieAndGoOn(stage, made);
    expect((await stage.trace('r')).at(-1)).toBe('run-finished REVERTED');
    expect(stage.calls).toEqual(['execute r/a', 'execute r/b', 'revert r/a']);
    expect(infos).toMatchObject([{ outcome: 'unknown', failure: { kind: 'lost' } }]);
    expect(attempts).toEqual([1]);
  });
});

describe('a task that waits for another attempt in its second life', () => {
  const open = async () => {
    const stage = new Stage();
    const retry = { retries: 3, minTimeout: 60_000 };
    const made = flow({ name: 'f' }, stage.held('a', { retry, revertRetry: { retries: 1 } }));
    await begin(stage, made);
    await stage.fail('execute r/a');
    const next = await dieAndGoOn(stage, made);
    return { stage, run: next.handle('r') };
  };

  it('is not executed when its run turns back meanwhile', async () => {
    const { stage, run } = await open();
    await run.cancel('enough');
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/a', 'revert r/a']);
    expect((await stage.trace('r')).slice(2)).toEqual([
      'attempt-failed f/a execute 1 (execute r/a broke)',
      'run-resumed',
      'task-started f/a',
      'run-cancelled (enough)',
      'task-failed f/a failed (execute r/a broke)',
      'revert-started f/a',
      'revert-succeeded f/a',
      'run-finished REVERTED',
    ]);
  });

  it('is not executed while its run rests', async () => {
    const { stage, run } = await open();
    await run.suspend();
    await stage.advance(120_000);
    expect((await run.status()).status).toBe('SUSPENDED');
    expect(stage.calls).toEqual(['execute r/a']);
  });

  it('is reverted at once when its run rests and then turns back', async () => {
    const { stage, run } = await open();
    await run.suspend();
    await stage.settle();
    await run.cancel('enough');
    await stage.settle();
    expect(stage.calls).toEqual(['execute r/a', 'revert r/a']);
    expect((await run.status()).status).toBe('REVERTED');
  });
});

describe('a task that is lost again and again', () => {
  it('is failed in the end, and the run turns back', async () => {
    const { stage, end, outcomes } = await lostForEver({});
    expect(end).toMatchObject({ outcome: 'REVERTED', failures: [{ kind: 'lost', task: 'f/l/b' }] });
    expect(stage.calls.filter((call) => call === 'execute r/b')).toHaveLength(limits.lossesPerTask);
    expect(outcomes).toEqual(['unknown']);
  });

  it('is tolerated in the end when it is best-effort', async () => {
    const { stage, end } = await lostForEver({ bestEffort: true });
    expect(end).toEqual({});
    expect(stage.calls.filter((call) => call === 'execute r/b')).toHaveLength(limits.lossesPerTask);
    expect((await stage.trace('r')).at(-1)).toBe('run-finished SUCCESS');
  });
});

it('a task that was lost fails, in doubt, when its receiver is gone', async () => {
  const stage = new Stage();
  const outcomes: string[] = [];
  const remote = task({
    name: 'remote',
    at: 'host',
    revert: (_input, info) => void outcomes.push(info.outcome),
  });
  const host = receiver('host', [implement(remote, { execute: () => stage.gate('remote') })]);
  const made = flow({ name: 'f' }, remote);
  const first = await stage.open([made], { receivers: [host] });
  await first.submit('f', {}, { id: 'r' });
  await stage.settle();
  const next = await dieAndGoOn(stage, made);
  await expect(next.handle('r').result()).rejects.toMatchObject({
    outcome: 'REVERTED',
    failures: [{ kind: 'receiver', task: 'f/remote' }],
  });
  expect(outcomes).toEqual(['unknown']);
});

it('listeners hear where a run stands that goes on', async () => {
  const stage = new Stage();
  const idle = task({ name: 'z', execute: () => undefined, revert: nothingToUndo });
  const made = flow({ name: 'f' }, linear('l', idle, stage.held('a'), stage.held('b')));
  await begin(stage, made);
  stage.kill();
  await stage.advance(pastLease);
  const states: unknown[] = [];
  const heard: string[] = [];
  await stage.open([made], {
    listeners: [
      (events) => {
        states.push([...events.states]);
        events.on('run', ({ state }) => heard.push(`run ${state}`));
        events.on('task', ({ name, state }) => heard.push(`${name} ${state}`));
      },
    ],
  });
  await stage.settle();
  const before = [
    ['f/l/z', 'succeeded'],
    ['f/l/a', 'running'],
  ];
  expect(states).toEqual([before]);
  expect(heard).toEqual(['run RUNNING', 'a lost', 'a running']);
});

type Doubt = [string, ProbeFunction<{}, { readonly id: TNumber }>, string, number];

const doubts: readonly Doubt[] = [
  ['is done', () => ({ done: true, result: { id: 7 } }), 'SUCCESS', 1],
  ['is not done', () => ({ done: false }), 'SUCCESS', 2],
  ['cannot be looked for', boom, 'REVERTED unknown', 1],
  // @ts-expect-error Untyped code does.
  ['is what nobody understands', () => ({ done: 'maybe' }), 'REVERTED unknown', 1],
  // @ts-expect-error Untyped code does.
  ['is nothing', () => undefined, 'REVERTED unknown', 1],
  // @ts-expect-error Untyped code does.
  ['is done with a wrong result', () => ({ done: true, result: {} }), 'REVERTED unknown', 1],
];

function boom(): never {
  throw new Error('nobody knows');
}

async function begin(stage: Stage, made: Flow): Promise<void> {
  const conductor = await stage.open([made]);
  await conductor.submit('f', {}, { id: 'r' });
  await stage.settle();
}

/** The process dies, and another goes on. */
async function dieAndGoOn(stage: Stage, made: Flow) {
  stage.kill();
  await stage.advance(pastLease);
  const conductor = await stage.open([made]);
  await stage.settle();
  return conductor;
}

/** A run whose second task kills every process that executes it. */
async function lostForEver(manner: { readonly bestEffort?: boolean }) {
  const stage = new Stage(memoryJournal());
  const outcomes: string[] = [];
  const b = stage.held('b', {
    ...manner,
    revert: (_input, info) => void outcomes.push(info.outcome),
  });
  const a = stage.held('a', { execute: () => undefined });
  const made = flow({ name: 'f' }, linear('l', a, b));
  await begin(stage, made);
  let last = await dieAndGoOn(stage, made);
  for (let death = 2; death <= limits.lossesPerTask; death += 1) {
    last = await dieAndGoOn(stage, made);
  }
  const end = await last
    .handle('r')
    .result()
    .catch((error: unknown) => error);
  return { stage, end, outcomes };
}
