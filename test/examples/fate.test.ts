// Goal: what became of each step of a stop is told from its facts, in the words of one table.
// Method: short logs of one step, cut where its process died.
import { describe, expect, test } from 'vitest';
import type { Fact, Failure } from '@conductor/taskflow/kernel';
import { fatesOf, fateTable, powerStates } from '@conductor/example-stop-instance/world';

const path = 'stop-instance/stop/power-off';
const here = { at: 0, task: path };
const failure: Failure = {
  name: 'Error',
  message: 'no',
  kind: 'error',
  retryable: false,
  task: path,
  attempt: 1,
};

const started: Fact = { type: 'task-started', ...here };
const succeeded: Fact = { type: 'task-succeeded', ...here };
const failed: Fact = { type: 'task-failed', ...here, outcome: 'unknown', failure };
const reverting: Fact = { type: 'revert-started', ...here };
const reverted: Fact = { type: 'revert-succeeded', ...here };
const resumed: Fact = { type: 'run-resumed', at: 0, by: 'another' };
const other: Fact = { type: 'task-started', at: 0, task: 'stop-instance/stop/claim' };
const probed = (value: number): Fact => ({
  type: 'value-recorded',
  ...here,
  name: 'probed',
  value,
});
const { RUNNING, SHUTDOWN } = powerStates;

describe('a step', () => {
  test.for<[string, before: Fact[], after: Fact[]]>([
    ['not executed', [other], [resumed, other]],
    ['executed now', [], [resumed, started, succeeded]],
    ['executed now', [], [resumed, started, failed]],
    ['executed before the crash, not again', [started, succeeded], [resumed]],
    ['executed before the crash, not again', [started, failed], [resumed]],
    ['executed again, under the same key', [started], [resumed, started, succeeded]],
    [
      'probed, its guest is RUNNING: executed again, under the same key',
      [started],
      [resumed, started, probed(RUNNING), succeeded],
    ],
    [
      'probed, its guest is SHUTDOWN: done before the crash, not executed again',
      [started],
      [resumed, started, probed(SHUTDOWN), succeeded],
    ],
    // What an earlier resume saw says nothing of this one.
    [
      'executed again, under the same key',
      [started, resumed, started, probed(RUNNING)],
      [resumed, started, succeeded],
    ],
    ['executed by another process, which is alive', [started], [succeeded]],
    ['cut short by the crash, not executed again', [started], [resumed]],
    ['cut short by the crash, not executed again', [started], [resumed, failed]],
    [
      'executed before the crash, not again; reverted before the crash',
      [started, succeeded, reverting, reverted],
      [resumed],
    ],
    [
      'executed before the crash, not again; reverted now',
      [started, succeeded],
      [resumed, reverting, reverted],
    ],
    [
      'executed before the crash, not again; reverted again',
      [started, succeeded, reverting],
      [resumed, reverting, reverted],
    ],
    [
      'cut short by the crash, not executed again; reverted now',
      [started],
      [resumed, reverting, reverted],
    ],
  ])('is told as: %s', ([words, before, after]) => {
    const fates = fatesOf([...before, ...after], before.length);
    expect(fateTable(fates)).toMatch(new RegExp(`^power-off       ${words}$`, 'm'));
  });
});
