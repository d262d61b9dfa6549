// Goal: who asks something of a run in the moment in which it ends hears that it has ended.
import { flow, memoryJournal, openConductor, quietLogger, task } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import { expect, it } from 'vitest';

it('a run that ends while it is asked something says so', async () => {
  const gate = Promise.withResolvers<void>();
  const memory = memoryJournal();
  const end = Promise.withResolvers<void>();
  const journal: Journal = {
    ...memory,
    async ask(run, request) {
      gate.resolve();
      await end.promise;
      memory.ask(run, request);
    },
  };
  const made = flow(
    { name: 'f' },
    task({ name: 'a', execute: () => gate.promise, revert: () => undefined }),
  );
  const conductor = await openConductor({ flows: [made], journal, log: quietLogger });
  const run = await conductor.submit('f', {});
  void run.result().then(() => end.resolve());
  await expect(run.cancel()).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  await conductor.close();
});
