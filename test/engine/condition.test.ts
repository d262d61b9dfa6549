// Goal: a condition answers at once, or the node that it guards fails.
import { condition, flow, linear, when } from '@conductor/taskflow';
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
