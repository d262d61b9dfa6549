// Goal: the plain lines, which logs and goldens keep. A staged run writes to a stream in memory.
import { Writable } from 'node:stream';

import { terminal } from '@conductor/taskflow/terminal';
import type { TerminalOptions } from '@conductor/taskflow/terminal';
import { afterEach, expect, it, vi } from 'vitest';

import { FakeTerminal } from './fake-terminal.ts';
import { aFailure, aGroup, StagedRun, StillClock } from './stage.ts';

const pair = aGroup('flow', 'pair', [aGroup('linear', 'a-long-group-name', ['left', 'right'])]);
const failure = aFailure('right', 'no\nconnection', { code: 'DB_DOWN' });

afterEach(() => void vi.unstubAllEnvs());

it('writes one line per event, and the same lines every time', () => {
  check({}, whole, [
    'pair   RUNNING',
    'left   running',
    'left   attempt 1 failed: busy; next in 200ms',
    'left   progress 50%: half of it',
    'left   succeeded',
    'right  running',
    'right  failed: DB_DOWN: no connection',
    'pair   REVERTING: right failed: DB_DOWN: no connection',
    'right  nothing to undo',
    'left   reverting',
    'left   reverted',
    'pair   REVERTED: right failed: DB_DOWN: no connection',
  ]);
});

it('says how long things took when it is asked to', () => {
  check({ timings: true }, whole, [
    'pair   RUNNING',
    'left   running',
    'left   attempt 1 failed: busy; next in 200ms',
    'left   progress 50%: half of it',
    'left   succeeded (1.5s)',
    'right  running',
    'right  failed: DB_DOWN: no connection (0ms)',
    'pair   REVERTING: right failed: DB_DOWN: no connection',
    'right  nothing to undo',
    'left   reverting',
    'left   reverted (1m 01s)',
    'pair   REVERTED: right failed: DB_DOWN: no connection (1m 02s)',
  ]);
});

it('names the run on each line while several are under way', () => {
  const stream = new Paper();
  const listener = terminal({ stream });
  const clock = new StillClock();
  const first = new StagedRun(pair, clock, 'run-1').listenedBy(listener).run('RUNNING');
  const second = new StagedRun(pair, clock, 'run-2').listenedBy(listener).run('RUNNING');
  first.task('left', 'running').run('SUCCESS');
  second.task('left', 'running');
  expect(stream.lines).toEqual([
    'pair   RUNNING',
    'run-2  pair   RUNNING',
    'run-1  left   running',
    'run-1  pair   SUCCESS',
    'left   running',
  ]);
});

it('is what a terminal gets when NO_COLOR is set', () => {
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', '1');
  const stream = new FakeTerminal();
  new StagedRun(pair, new StillClock()).listenedBy(terminal({ stream })).run('RUNNING');
  expect(stream.written).toBe('pair   RUNNING\n');
});

it('is not what a terminal gets otherwise', () => {
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  const stream = new FakeTerminal();
  const run = new StagedRun(pair, new StillClock()).listenedBy(terminal({ stream }));
  run.run('RUNNING').run('SUCCESS');
  expect(stream.written).toContain('\u001b[32m✔ SUCCESS');
});

function whole(run: StagedRun): void {
  run
    .run('RUNNING')
    .task('left', 'running')
    .wait(500)
    .attempt('left', 1, 200, aFailure('left', 'busy'))
    .wait(1_000)
    .progress('left', 0.5, 'half of it')
    .task('left', 'succeeded')
    .task('right', 'running')
    .task('right', 'failed', { failure })
    .run('REVERTING', failure)
    .task('right', 'reverted')
    .task('left', 'reverting')
    .wait(61_000)
    .task('left', 'reverted')
    .run('REVERTED', failure);
}

function check(
  options: TerminalOptions,
  act: (run: StagedRun) => void,
  expected: readonly string[],
): void {
  const stream = new Paper();
  act(new StagedRun(pair, new StillClock()).listenedBy(terminal({ stream, ...options })));
  expect(stream.lines).toEqual(expected);
}

/** A stream that is no terminal and keeps all that is written to it. */
class Paper extends Writable {
  #written = '';

  get lines(): readonly string[] {
    return this.#written.trimEnd().split('\n');
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.#written += String(chunk);
    done();
  }
}
