// Goal: the page of limits has the numbers that the library goes by, and says what happens beyond.
import { flow, linear, nothingToUndo, quietLogger, run, task } from '@conductor/taskflow';
import type { Node, RetryPolicy } from '@conductor/taskflow';
import { limits } from '@conductor/taskflow/kernel';
import { expect, test } from 'vitest';
import { read } from '../tidy/tree.ts';
import { resumeLost } from './lost-run.ts';
import { code, expectSections, table } from './table.ts';

const rows: Readonly<Record<keyof typeof limits, readonly [what: string, beyond: string]>> = {
  atomsPerPlan: [
    'tasks of a flow, with the choices and joins between them',
    '`FlowError` with `LIMIT`',
  ],
  nestingDepth: ['groups around a task', '`FlowError` with `LIMIT`'],
  attemptsPerTask: ['attempts of a task, in either direction', '`DeclarationError`'],
  lossesPerTask: ['times that a task is lost with its process', 'the task fails: `lost`'],
  charactersPerValue: [
    'characters of a value in a journal, and one for each value in it',
    'the task fails: `invalid-result`',
  ],
  valueDepth: ['lists and records around a value in a journal', 'the task fails: `invalid-result`'],
};

test('the page of limits shows the limits of the kernel', async () => {
  const lines = Object.entries(rows).map(([name, [what, beyond]]) => {
    const [, most = 0] = Object.entries(limits).find(([limit]) => limit === name) ?? [];
    return [what, most.toLocaleString('en'), beyond, code(name)];
  });
  const head = ['what', 'at most', 'beyond it', 'in `limits`'];
  await expectSections('docs/reference/limits.md', [table(head, ...lines)]);
});

test('a flow may be nested as deep as its limit and no deeper', () => {
  const flowOf = (depth: number) => {
    let node: Node = task({ name: 'task', execute: () => undefined, revert: nothingToUndo });
    for (let level = 1; level <= depth; level++) node = linear(`level-${level}`, node);
    return flow({ name: 'deep' }, node);
  };
  expect(flowOf(limits.nestingDepth).name).toBe('deep');
  expect(() => flowOf(limits.nestingDepth + 1)).toThrow('has nodes nested 101, at most 100');
});

test('a task may be tried as often as its limit and no more often', () => {
  const tried = (retries: number) => taskWith({ retries }).name;
  expect(tried(limits.attemptsPerTask - 1)).toBe('busy');
  expect(() => tried(limits.attemptsPerTask)).toThrow('use a whole number from 0 to 9999');
});

test('a task may be lost with its process as often as its limit and no more often', async () => {
  const patient = flow({ name: 'patient' }, taskWith({ retries: 0 }));
  const endOf = async (losses: number): Promise<unknown> => {
    const { facts } = await resumeLost(patient, losses);
    return facts.find(({ type }) => type === 'task-failed');
  };
  const started = await endOf(limits.lossesPerTask - 1);
  expect(started).toMatchObject({ failure: { kind: 'error', message: 'busy' } });
  const refused = await endOf(limits.lossesPerTask);
  expect(refused).toMatchObject({ outcome: 'unknown', failure: { kind: 'lost' } });
});

test('a pause lasts no longer than the page says', async () => {
  const pauses: number[] = [];
  const stop = new AbortController();
  const patient = flow({ name: 'patient' }, taskWith({ retries: 1, minTimeout: 1e12 }));
  const ended = run(
    patient,
    {},
    {
      log: quietLogger,
      signal: stop.signal,
      listeners: [
        (events) => events.on('attempt', ({ delayMs }) => void pauses.push(delayMs)),
        (events) => events.on('attempt', () => stop.abort()),
      ],
    },
  );
  await expect(ended).rejects.toThrow('cancelled');
  expect(pauses).toHaveLength(1);
  expect(read('docs/reference/limits.md')).toContain(`${pauses[0]?.toLocaleString('en')} ms`);
});

function taskWith(retry: RetryPolicy) {
  const execute = async () => {
    await Promise.reject(new Error('busy'));
  };
  return task({ name: 'busy', retry, execute, revert: nothingToUndo });
}
