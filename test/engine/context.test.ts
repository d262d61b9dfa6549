// Goal: what a task is given beside its input, during its attempt and after it.
import { flow, linear, sleep, TaskflowError } from '@conductor/taskflow';
import type { Context, Listener, RunEventMap } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';
import { failing, inOrder, step, throwing } from './step.ts';
import { watch } from './watched.ts';

describe('the key of a task', () => {
  it('is the same for every attempt, and another for the revert', async () => {
    const keys: string[] = [];
    const policy = { retries: 1, minTimeout: 0 };
    const a = step('a', {
      retry: policy,
      revertRetry: policy,
      execute(_input, { key }) {
        keys.push(key);
        throw new Error('no');
      },
      revert(_input, _info, { key }) {
        keys.push(key);
        throw new Error('no');
      },
    });
    await watch(inOrder(a), {}).error();
    expect(keys).toEqual(['r/f/l/a', 'r/f/l/a', 'r/f/l/a#revert', 'r/f/l/a#revert']);
  });

  it('is another for every task and every run', async () => {
    const keys: string[] = [];
    const noting = (name: string) =>
      step(name, { execute: (_input, { key }) => void keys.push(key) });
    const f = inOrder(noting('a'), noting('b'));
    await watch(f, {}, { id: 'one' }).output();
    await watch(f, {}, { id: 'two' }).output();
    expect(keys).toEqual(['one/f/l/a', 'one/f/l/b', 'two/f/l/a', 'two/f/l/b']);
  });
});

it('a task knows its run and writes to its log', async () => {
  const seen: unknown[] = [];
  const a = step('a', {
    execute(_input, { run, log }) {
      seen.push(run);
      log.error({ from: 'a' }, 'hello');
    },
  });
  const watched = watch(flow({ name: 'f', version: 7 }, linear('l', a)), {});
  await watched.output();
  expect(seen).toEqual([{ id: 'r', flow: 'f', version: 7 }]);
  expect(watched.reports).toEqual([{ from: 'a' }]);
});

describe('the context of a task', () => {
  it('may be taken apart', async () => {
    const a = step('a', {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- it is what people write.
      async execute(_input, { progress, record }) {
        progress(0.5);
        await record('x', 1);
      },
    });
    const watched = watch(inOrder(a), {});
    await watched.output();
    expect(watched.events).toContain('a at 0.5');
    expect(watched.trace()).toContain('value-recorded f/l/a x');
  });

  it('records under every name', async () => {
    const partials: object[] = [];
    const a = step('a', {
      execute: (_input, ctx) => ctx.record('__proto__', { polluted: true }),
      revert: (_input, { partial }) => void partials.push(partial),
    });
    await watch(inOrder(a, failing('z')), {}).error();
    expect(Object.entries(partials[0] ?? {})).toEqual([['__proto__', { polluted: true }]]);
  });
});

describe('progress', () => {
  it('is told at once, with all that says whose it is', async () => {
    const told: RunEventMap['progress'][] = [];
    const listener: Listener = (events) => void events.on('progress', (event) => told.push(event));
    const clock = manualClock();
    const a = step('a', {
      async execute(_input, ctx) {
        ctx.progress(0.25, 'a quarter');
        await sleep(clock, 10);
        ctx.progress(1);
      },
      revert: (_input, _info, ctx) => ctx.progress(0.5),
    });
    await watch(inOrder(a, failing('b')), {}, { clock, listeners: [listener] }).error();
    const whose = { run: { id: 'r', flow: 'f', version: 1 }, task: 'f/l/a', name: 'a' };
    expect(told).toMatchObject([
      { ...whose, at: 0, direction: 'execute', fraction: 0.25, note: 'a quarter' },
      { ...whose, at: 10, direction: 'execute', fraction: 1 },
      { ...whose, direction: 'revert', fraction: 0.5 },
    ]);
    expect(told.map((event) => 'note' in event)).toEqual([true, false, false]);
  });

  const fractions: readonly [given: number, told: number][] = [
    [0, 0],
    [0.5, 0.5],
    [1, 1],
    [-0.1, 0],
    [1.1, 1],
    [Number.POSITIVE_INFINITY, 1],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.NaN, 0],
  ];

  it.each(fractions)('of %d is told as %d', async (given, told) => {
    const a = step('a', { execute: (_input, ctx) => ctx.progress(given) });
    const watched = watch(inOrder(a), {});
    await watched.output();
    expect(watched.events[2]).toBe(`a at ${told}`);
  });

  it('is no fact of the log', async () => {
    const watched = watch(inOrder(step('a', { execute: (_input, ctx) => ctx.progress(1) })), {});
    await watched.output();
    expect(watched.facts().map(({ type }) => type)).toEqual([
      'run-started',
      'task-started',
      'task-succeeded',
      'run-finished',
    ]);
  });
});

describe('what a task records', () => {
  it('is in the log before the task goes on', async () => {
    const logged: (readonly string[])[] = [];
    const a = step('a', {
      async execute(_input, ctx) {
        await ctx.record('disk', { size: 5 });
        logged.push(watched.trace());
      },
    });
    const watched = watch(inOrder(step('z'), a), {});
    await watched.output();
    expect(logged[0]?.at(-1)).toBe('value-recorded f/l/a disk');
    expect(watched.facts()).toContainEqual({
      type: 'value-recorded',
      at: 0,
      task: 'f/l/a',
      name: 'disk',
      value: { size: 5 },
    });
  });

  it('is given to its revert, the last value of each name', async () => {
    const partials: unknown[] = [];
    const a = step('a', {
      async execute(_input, ctx) {
        await ctx.record('disk', 1);
        await ctx.record('port', undefined);
        await ctx.record('disk', 2);
        throw new Error('a broke');
      },
      revert: (_input, info) => void partials.push(info.partial),
    });
    await watch(inOrder(a), {}).error();
    expect(partials).toEqual([{ disk: 2, port: undefined }]);
  });

  it('is given to its next attempt, and to no other task', async () => {
    const recorded: unknown[] = [];
    const recording = (name: string) =>
      step(name, {
        retry: { retries: 2, minTimeout: 0 },
        async execute(_input, ctx) {
          recorded.push([name, { ...ctx.recorded }]);
          await ctx.record(`attempt ${ctx.attempt}`, name);
          if (ctx.attempt < 3) throw new Error('not yet');
        },
      });
    await watch(inOrder(recording('a'), recording('b')), {}).output();
    expect(recorded).toEqual([
      ['a', {}],
      ['a', { 'attempt 1': 'a' }],
      ['a', { 'attempt 1': 'a', 'attempt 2': 'a' }],
      ['b', {}],
      ['b', { 'attempt 1': 'b' }],
      ['b', { 'attempt 1': 'b', 'attempt 2': 'b' }],
    ]);
  });

  it('goes on being recorded by the revert, for its own next attempt', async () => {
    const recorded: unknown[] = [];
    const a = step('a', {
      execute: (_input, ctx) => ctx.record('made', 3),
      revertRetry: { retries: 1, minTimeout: 0 },
      async revert(_input, _info, ctx) {
        recorded.push({ ...ctx.recorded });
        await ctx.record('removed', ctx.attempt);
        if (ctx.attempt < 2) throw new Error('not yet');
      },
    });
    const error = await watch(inOrder(a, failing('b')), {}).error();
    expect(error.outcome).toBe('REVERTED');
    expect(recorded).toEqual([{ made: 3 }, { made: 3, removed: 1 }]);
  });
});

describe('a task whose attempt is over', () => {
  const ends: readonly [what: string, end: (ctx: Context) => void | Promise<void>][] = [
    ['has succeeded', () => {}],
    ['has failed', throwing('a broke')],
    ['has succeeded later', () => Promise.resolve()],
    ['has run out of time', () => new Promise<void>(() => {})],
  ];

  it.each(ends)('that %s tells and records nothing more', async (_, end) => {
    const contexts: Context[] = [];
    const a = step('a', {
      timeout: 100,
      execute(_input, ctx) {
        contexts.push(ctx);
        return end(ctx);
      },
    });
    const watched = watch(inOrder(a), {});
    await watched.clock.advance(1_000);
    const events = [...watched.events];
    const log = watched.trace();
    const [ctx] = contexts;
    ctx?.progress(0.9);
    const late = ctx?.record('late', 1);
    await expect(late).rejects.toThrow(TaskflowError);
    await expect(late).rejects.toMatchObject({
      code: 'RECORD_TOO_LATE',
      message: "taskflow: 'f/l/a' recorded 'late' after its attempt was over",
    });
    await watched.clock.advance(1_000);
    expect(watched.events).toEqual(events);
    expect(watched.trace()).toEqual(log);
    expect(ctx).toMatchObject({ attempt: 1, key: 'r/f/l/a', run: { id: 'r' } });
  });

  it('may not speak for the attempt that follows it', async () => {
    const contexts: Context[] = [];
    const gate = Promise.withResolvers<void>();
    const a = step('a', {
      retry: { retries: 1, minTimeout: 0 },
      execute(_input, ctx) {
        contexts.push(ctx);
        if (ctx.attempt === 1) throw new Error('not yet');
        return gate.promise;
      },
    });
    const watched = watch(inOrder(a), {});
    await watched.clock.advance(0);
    expect(contexts).toHaveLength(2);
    contexts[0]?.progress(0.9);
    await expect(contexts[0]?.record('late', 1)).rejects.toMatchObject({ code: 'RECORD_TOO_LATE' });
    gate.resolve();
    await watched.output();
    expect(watched.events).not.toContain('a at 0.9');
  });
});
