// Goal: what a revert is told, for each way in which its task may have ended.
import { flow, linear, task, TaskError } from '@conductor/taskflow';
import type { Context, RevertInfo } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { failing } from './step.ts';
import { watch } from './watched.ts';

describe('a revert is told', () => {
  it('the result of a task that succeeded', async () => {
    const { input, info, cause } = await revertOf(async () => ({ claim: 'c1' }));
    expect(input).toEqual({ host: 'h1' });
    expect(info).toEqual({ outcome: 'succeeded', result: { claim: 'c1' }, partial: {}, cause });
    expect(cause).toMatchObject({ task: 'f/l/later', message: 'later broke' });
  });

  it('only those results that the task gave', async () => {
    const { info } = await revertOf(async () => ({ claim: 'c1', note: undefined }), {
      validate: false,
    });
    expect(info.result).toStrictEqual({ claim: 'c1' });
  });

  it('the failure of a task that failed, which may be the cause', async () => {
    const { info, cause } = await revertOf(async () => {
      throw new Error('no room');
    });
    expect(info).toEqual({ outcome: 'failed', failure: cause, partial: {}, cause });
    expect(cause).toMatchObject({ task: 'f/l/reserve', message: 'no room' });
    expect(info).not.toHaveProperty('result');
  });

  it('that the outcome is unknown when the task says so', async () => {
    const { info } = await revertOf(async () => {
      throw new TaskError('link lost', { code: 'LINK', outcome: 'unknown' });
    });
    expect(info).toMatchObject({ outcome: 'unknown', failure: { code: 'LINK' } });
  });

  it('that the outcome is unknown when the task gave no answer', async () => {
    const { info } = await revertOf(() => new Promise(() => {}));
    expect(info).toMatchObject({ outcome: 'unknown', failure: { kind: 'timeout' } });
  });

  it('what the task recorded on its way, however it ended', async () => {
    const succeeded = await revertOf(async (ctx) => {
      await ctx.record('disk', 1);
      return { claim: 'c1' };
    });
    const failed = await revertOf(async (ctx) => {
      await ctx.record('disk', 2);
      throw new Error('no room');
    });
    expect(succeeded.info.partial).toEqual({ disk: 1 });
    expect(failed.info.partial).toEqual({ disk: 2 });
  });

  it('the failure of the last attempt', async () => {
    const { info } = await revertOf(async ({ attempt }) => {
      throw new Error(`attempt ${attempt}`);
    });
    expect(info.failure).toMatchObject({ attempt: 2, message: 'attempt 2' });
  });
});

/** Reverts the task `reserve` after it did something, and gives what its revert was told. */
async function revertOf(
  execute: (
    ctx: Context,
  ) => Promise<{ readonly claim: string; readonly note?: string | undefined }>,
  options: { readonly validate?: boolean } = {},
) {
  const told: { input: unknown; info: RevertInfo }[] = [];
  const reserve = task({
    name: 'reserve',
    requires: { host: Type.String() },
    provides: { claim: Type.String(), note: Type.Optional(Type.Unsafe<string | undefined>({})) },
    timeout: 1_000,
    retry: { retries: 1, minTimeout: 0 },
    execute: (_input, ctx) => execute(ctx),
    revert: (input, info) => void told.push({ input, info }),
  });
  const input = { host: Type.String() };
  const f = flow({ name: 'f', input }, linear('l', reserve, failing('later')));
  await watch(f, { host: 'h1' }, options).error();
  const [first] = told;
  if (first === undefined || told.length > 1) throw new Error(`${told.length} reverts`);
  return { ...first, cause: first.info.cause };
}
