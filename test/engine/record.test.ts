// Goal: what a task records without waiting for it harms nobody when it cannot be kept.
import { expect, it } from 'vitest';
import { handMade } from '../journal/hand-made.ts';
import { inOrder, step } from './step.ts';
import { watch } from './watched.ts';

it('a record that nobody waits for is lost without an uproar', async () => {
  const uproar: unknown[] = [];
  const hear = (error: unknown): void => void uproar.push(error);
  process.on('unhandledRejection', hear);
  const careless = step('careless', { execute: (_input, ctx) => void ctx.record('x', 1) });
  const journal = handMade((facts) => {
    if (facts.some(({ type }) => type === 'value-recorded')) throw new Error('disk full');
  });
  await expect(watch(inOrder(careless), {}, { journal }).ended).rejects.toMatchObject({
    code: 'RUN_DROPPED',
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  expect(uproar).toEqual([]);
});
