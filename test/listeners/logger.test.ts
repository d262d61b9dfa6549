// Goal: which event becomes which line of a log. A staged run emits, a logger in memory remembers.
import { logger } from '@conductor/taskflow';
import type { Logger } from '@conductor/taskflow';
import { expect, it } from 'vitest';

import { aFailure, aGroup, StagedRun, StillClock } from './stage.ts';

const flow = aGroup('flow', 'pair', ['left', 'right']);
const failure = aFailure('left', 'no connection', { code: 'DB_DOWN' });

it('logs the start of a task as debug and its success as information', () => {
  check(
    (run) => run.run('RUNNING').task('left', 'running').task('left', 'succeeded').run('SUCCESS'),
    ['info run started', 'debug left: running', 'info left: succeeded', 'info run succeeded'],
  );
});

it('warns of what the flow survives', () => {
  check(
    (run) =>
      run
        .attempt('left', 1, 200, failure)
        .task('left', 'failed', { failure })
        .task('right', 'tolerated', { failure })
        .task('right', 'refused', { failure })
        .run('REVERTING', failure)
        .run('REVERTED', failure),
    [
      'warn left: attempt 1 to execute failed',
      'warn left: failed',
      'warn right: tolerated',
      'warn right: refused',
      'warn run turns back',
      'warn run was reverted',
    ],
  );
});

it('calls what stays behind an error', () => {
  check(
    (run) => run.task('left', 'revert-failed', { failure }).run('FAILURE', failure),
    ['error left: cannot be reverted', 'error run failed, and something of it stands'],
  );
});

it('logs what goes by itself as debug', () => {
  check(
    (run) => run.task('left', 'skipped').task('right', 'reverting').progress('right', 0.5, 'half'),
    ['debug left: skipped', 'debug right: reverting', 'debug right: progress'],
  );
});

it('puts the facts into fields, and leaves results out', () => {
  const fields: object[] = [];
  const log = recorder((_level, object) => fields.push(object));
  new StagedRun(flow, new StillClock(), 'run-7')
    .listenedBy(logger(log))
    .task('left', 'succeeded', { result: { password: 'secret' }, attempt: 2 })
    .attempt('right', 3, 400, failure);
  const run = { run: 'run-7', flow: 'pair', version: 1 };
  expect(fields).toEqual([
    { ...run, task: 'left', state: 'succeeded', attempt: 2 },
    { ...run, task: 'right', direction: 'execute', attempt: 3, delayMs: 400, failure },
  ]);
});

function check(act: (run: StagedRun) => unknown, expected: readonly string[]): void {
  const lines: string[] = [];
  const log = recorder((level, _fields, message) => lines.push(`${level} ${message}`));
  act(new StagedRun(flow, new StillClock()).listenedBy(logger(log)));
  expect(lines).toEqual(expected);
}

function recorder(write: (level: string, fields: object, message: string) => unknown): Logger {
  return {
    debug: (fields, message) => void write('debug', fields, message),
    info: (fields, message) => void write('info', fields, message),
    warn: (fields, message) => void write('warn', fields, message),
    error: (fields, message) => void write('error', fields, message),
  };
}
