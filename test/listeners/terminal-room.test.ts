// Goal: the picture stays readable when the room is small or shared. Method as in
// terminal-live.test.ts; here the size of the fake terminal varies.
import { terminal } from '@conductor/taskflow/terminal';
import { expect, it } from 'vitest';

import { FakeTerminal } from './fake-terminal.ts';
import { aFailure, aGroup, StagedRun, StillClock } from './stage.ts';

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);

const grouped = aGroup('flow', 'move', [
  aGroup('parallel', 'prepare', names('prepare', 4)),
  aGroup('parallel', 'copy', names('copy', 3)),
  aGroup('parallel', 'clean', names('clean', 4)),
]);

const long = aGroup('flow', 'long', [aGroup('linear', 'all', names('task', 60))]);

it('folds finished groups first when there is little room', () => {
  const run = ({ stage }: Scene) =>
    stage(grouped)
      .run('RUNNING')
      .done(...names('prepare', 4))
      .task('copy-1', 'running');
  check({ rows: 14 }, run, [
    'move run-1',
    '  ▸ prepare    4 done',
    '  ▾ copy',
    '    ⠙ copy-1      0.1s',
    '    · copy-2',
    '    · copy-3',
    '  ▾ clean',
    '    · clean-1',
    '    · clean-2',
    '    · clean-3',
    '    · clean-4',
    '⠙ running 0.1s  4 of 11 tasks',
  ]);
});

it('folds the groups to come when that is not enough', () => {
  const run = ({ stage }: Scene) =>
    stage(grouped)
      .run('RUNNING')
      .done(...names('prepare', 4))
      .task('copy-1', 'running');
  check({ rows: 9 }, run, [
    'move run-1',
    '  ▸ prepare   4 done',
    '  ▾ copy',
    '    ⠙ copy-1     0.1s',
    '    · copy-2',
    '    · copy-3',
    '  ▸ clean     4 to come',
    '⠙ running 0.1s  4 of 11 tasks',
  ]);
});

it('keeps the surroundings of what is under way in a long row of tasks', () => {
  const run = ({ stage }: Scene) =>
    stage(long)
      .run('RUNNING')
      .done(...names('task', 29))
      .task('task-30', 'running');
  check({ rows: 10 }, run, [
    'long run-1',
    '  ⋮ 27 done',
    '  ✔ task-28      0ms',
    '  ✔ task-29      0ms',
    '  ⠙ task-30     0.1s',
    '  · task-31',
    '  · task-32',
    '  ⋮ 28 to come',
    '⠙ running 0.1s  29 of 60 tasks',
  ]);
});

it('counts what is under way where not even that has room', () => {
  const run = ({ stage }: Scene) => {
    const staged = stage(long).run('RUNNING');
    for (const name of names('task', 20)) staged.task(name, 'running');
  };
  check({ rows: 7 }, run, [
    'long run-1',
    '  ⠙ task-1     0.1s',
    '  ⠙ task-2     0.1s',
    '  ⠙ task-3     0.1s',
    '  ⋮ 17 under way, 40 to come',
    '⠙ running 0.1s  0 of 60 tasks',
  ]);
});

it('is one line where a tree has no room', () => {
  const run = ({ stage }: Scene) => stage(long).run('RUNNING').done('task-1');
  check({ rows: 3 }, run, ['⠙ running 0.1s  1 of 60 tasks  long run-1']);
});

it('gives each of two runs its half, and writes the one that ends above the other', () => {
  const pair = aGroup('flow', 'pair', ['left', 'right']);
  const begin = ({ stage }: Scene) => {
    const first = stage(pair, 'run-1').run('RUNNING').task('left', 'running');
    stage(pair, 'run-2').run('RUNNING').task('left', 'running');
    return first;
  };
  check({}, begin, [
    'pair run-1',
    '  ⠙ left      0.1s',
    '  · right',
    '⠙ running 0.1s  0 of 2 tasks',
    'pair run-2',
    '  ⠙ left      0.1s',
    '  · right',
    '⠙ running 0.1s  0 of 2 tasks',
  ]);
  const failure = aFailure('left', 'no');
  const endFirst = (scene: Scene) =>
    begin(scene).wait(300).task('left', 'failed', { failure }).run('REVERTED', failure);
  check({}, endFirst, [
    'pair run-1',
    '  ✖ left     300ms  no',
    '  · right',
    '↶ REVERTED in 300ms  left failed: no',
    'pair run-2',
    '  ⠼ left      0.4s',
    '  · right',
    '⠼ running 0.4s  0 of 2 tasks',
  ]);
});

it('counts the runs that have no line', () => {
  const begin = ({ stage }: Scene) => {
    for (const id of names('run', 9)) stage(long, id).run('RUNNING');
  };
  check({ rows: 4 }, begin, [
    '⠙ running 0.1s  0 of 60 tasks  long run-1',
    '⠙ running 0.1s  0 of 60 tasks  long run-2',
    '⋮ 7 more runs',
  ]);
});

it('shows one run under the other when they follow each other', () => {
  const one = aGroup('flow', 'one', ['only']);
  const both = ({ stage }: Scene) => {
    stage(one, 'run-1').run('RUNNING').done('only').run('SUCCESS').wait(1_000);
    stage(one, 'run-2').run('RUNNING').done('only').run('SUCCESS');
  };
  check({}, both, [
    'one run-1',
    '  ✔ only      0ms',
    '✔ SUCCESS in 0ms  1 task',
    'one run-2',
    '  ✔ only      0ms',
    '✔ SUCCESS in 0ms  1 task',
  ]);
});

interface Scene {
  readonly stage: (flow: typeof long, id?: string) => StagedRun;
}

/** Every run has a listener of its own, and all of them the same stream. */
function check(
  size: { readonly rows?: number },
  act: (scene: Scene) => unknown,
  expected: readonly string[],
): void {
  const clock = new StillClock();
  const stream = new FakeTerminal(size);
  act({
    stage: (flow, id) =>
      new StagedRun(flow, clock, id).listenedBy(terminal({ stream, clock, live: true })),
  });
  clock.move(100);
  expect(stream.picture.join('\n')).toBe(expected.join('\n'));
}
