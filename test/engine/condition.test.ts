// Goal: a condition answers at once, or the node that it guards fails.
import { condition, flow, linear, quietLogger, when } from '@conductor/taskflow';
import { expect, it } from 'vitest';
import { step } from './step.ts';
import { watch } from './watched.ts';

it('a condition that promises its answer fails the node that it guards', async () => {
  // @ts-expect-error -- a promise is no answer, but untyped code takes it for one.
  const asked = condition({ name: 'asked', test: async () => false });
  const watched = watch(flow({ name: 'f' }, linear('l', when(asked, step('a')))), {});
  const error = await watched.error();
  expect(watched.events).not.toContain('a running');
  expect(error.failures).toMatchObject([{ task: 'f/l/asked' }]);
});

it('a condition that breaks its promise is told to the log and harms nothing else', async () => {
  const broken = new Error('nobody knows');
  const uproar: unknown[] = [];
  const hear = (error: unknown): void => void uproar.push(error);
  process.on('unhandledRejection', hear);
  // @ts-expect-error -- a promise is no answer, but untyped code takes it for one.
  const asked = condition({ name: 'asked', test: () => Promise.reject(broken) });
  const warnings: object[] = [];
  const log = { ...quietLogger, warn: (fields: object) => void warnings.push(fields) };
  await watch(flow({ name: 'f' }, linear('l', when(asked, step('a')))), {}, { log }).error();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  expect(uproar).toEqual([]);
  expect(warnings).toMatchObject([{ error: broken }]);
});
