// Goal: what a person sees on a terminal. A staged run emits events by hand, a fake terminal obeys
// the control sequences, and the picture on it is compared as text.
import { terminal } from '@conductor/taskflow/terminal';
import { expect, it } from 'vitest';

import { FakeTerminal } from './fake-terminal.ts';
import { aFailure, aGroup, aTask, StagedRun, StillClock } from './stage.ts';

const noConnection = aFailure('record', 'no connection', { code: 'DB_DOWN' });

const stop = aGroup('flow', 'stop-instance', [
  aGroup('linear', 'stop', [
    'claim',
    aTask('look', { revert: 'nothing' }),
    aGroup('parallel', 'disks', ['flush-a', 'flush-b']),
    aGroup('when', 'choice', ['unplug'], { condition: 'has-network' }),
    'record',
  ]),
]);

it('draws what is done, what is under way and what is to come', () => {
  check(
    (run) => run.run('RUNNING').task('claim', 'running').wait(1_250),
    [
      'stop-instance run-1',
      '  ⠸ claim            1.3s',
      '  · look',
      '  ▾ disks',
      '    · flush-a',
      '    · flush-b',
      '  ▾ has-network?',
      '    · unplug',
      '  · record',
      '⠸ running 1.3s  0 of 6 tasks',
    ],
  );
});

it('counts down to the next attempt, and shows how far a task is', () => {
  const act = (run: StagedRun) =>
    run
      .run('RUNNING')
      .done('claim', 'look')
      .task('flush-a', 'running')
      .task('flush-b', 'running')
      .attempt('flush-a', 1, 2_000, aFailure('flush-a', 'device busy'))
      .progress('flush-b', 0.5, 'half of it')
      .wait(700);
  check(act, [
    'stop-instance run-1',
    '  ✔ claim             0ms',
    '  ✔ look              0ms',
    '  ▾ disks',
    '    ↻ flush-a        0.8s  attempt 2 in 1.2s  device busy',
    '    ⠇ flush-b        0.8s  ━━━━━━────── 50%  half of it',
    '  ▾ has-network?',
    '    · unplug',
    '  · record',
    '⠇ running 0.8s  2 of 6 tasks',
  ]);
});

it('rolls back from the end up, and leaves the failure where it was', () => {
  check(failing, [
    'stop-instance run-1',
    '  ✔ claim             0ms',
    '  ✔ look              0ms',
    '  ▾ disks',
    '    ⠼ flush-a        0.2s  reverting',
    '    ↶ flush-b       100ms  reverted',
    '  ▾ has-network?',
    '    - unplug               skipped',
    '  ↶ record          100ms  reverted  DB_DOWN: no connection',
    '⠼ reverting 0.4s  record failed: DB_DOWN: no connection',
  ]);
});

it('ends with a verdict that stays', () => {
  const act = (run: StagedRun) =>
    failing(run)
      .task('flush-a', 'reverted')
      .task('look', 'reverted')
      .task('claim', 'reverting')
      .wait(2_000)
      .task('claim', 'reverted')
      .run('REVERTED', noConnection)
      .wait(5_000);
  check(act, [
    'stop-instance run-1',
    '  ↶ claim            2.0s  reverted',
    '  ↶ look                   nothing to undo',
    '  ▾ disks',
    '    ↶ flush-a       100ms  reverted',
    '    ↶ flush-b       100ms  reverted',
    '  ▾ has-network?',
    '    - unplug               skipped',
    '  ↶ record          100ms  reverted  DB_DOWN: no connection',
    '↶ REVERTED in 2.3s  record failed: DB_DOWN: no connection',
  ]);
});

it('names what cannot be reverted before what failed first', () => {
  const act = (run: StagedRun) =>
    failing(run)
      .task('flush-a', 'revert-failed', { failure: aFailure('flush-a', 'gone') })
      .run('FAILURE', noConnection);
  const picture = pictureOf(act);
  expect(picture[4]).toBe('    ✖ flush-a       100ms  cannot be reverted: gone');
  expect(picture.at(-1)).toBe('✖ FAILURE in 300ms  flush-a cannot be reverted: gone');
});

it('shows a message as one line that cannot move the cursor', () => {
  const failure = aFailure('claim', 'first\nsecond \u001b[31mred\u001b[2A\u0007');
  const picture = pictureOf((run) =>
    run.run('RUNNING').task('claim', 'running').task('claim', 'tolerated', { failure }),
  );
  expect(picture[1]).toBe('  ! claim             0ms  went on without it: first second red');
});

it('cuts lines to the width of the terminal, but never the verdict', () => {
  const failure = aFailure('claim', 'x'.repeat(60));
  const picture = pictureOf(
    (run) =>
      run
        .run('RUNNING')
        .task('claim', 'running')
        .task('claim', 'failed', { failure })
        .run('REVERTING', failure)
        .run('REVERTED', failure),
    new FakeTerminal({ columns: 40 }),
  );
  expect(picture[1]).toBe('  ✖ claim             0ms  xxxxxxxxxxx…');
  expect(picture.slice(-3).join('')).toContain(failure.message);
});

it('neither hides the cursor nor keeps a timer when the run is over', () => {
  const clock = new StillClock();
  const stream = new FakeTerminal();
  const run = new StagedRun(stop, clock).listenedBy(terminal({ stream, clock }));
  run.run('RUNNING').done('claim').run('SUCCESS');
  expect(stream.written).not.toContain('\u001b[?25l');
  expect(clock.pending).toBe(0);
});

it('never keeps the process alive by itself', () => {
  const armed = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = armed();
  const run = new StagedRun(stop, new StillClock());
  run
    .listenedBy(terminal({ stream: new FakeTerminal() }))
    .run('RUNNING')
    .task('claim', 'running');
  expect(armed()).toBe(before);
  run.run('SUCCESS');
});

function failing(run: StagedRun): StagedRun {
  return run
    .run('RUNNING')
    .done('claim', 'look', 'flush-a', 'flush-b')
    .task('unplug', 'skipped')
    .task('record', 'running')
    .task('record', 'failed', { failure: noConnection })
    .run('REVERTING', noConnection)
    .task('record', 'reverting')
    .wait(100)
    .task('record', 'reverted')
    .task('flush-b', 'reverting')
    .wait(100)
    .task('flush-b', 'reverted')
    .task('flush-a', 'reverting')
    .wait(100);
}

function check(act: (run: StagedRun) => unknown, expected: readonly string[]): void {
  expect(pictureOf(act).join('\n')).toBe(expected.join('\n'));
}

function pictureOf(
  act: (run: StagedRun) => unknown,
  stream = new FakeTerminal(),
): readonly string[] {
  const clock = new StillClock();
  act(new StagedRun(stop, clock).listenedBy(terminal({ stream, clock, live: true })));
  // What happened since the last redraw is drawn with the next one, a tenth of a second later.
  clock.move(100);
  return stream.picture;
}
