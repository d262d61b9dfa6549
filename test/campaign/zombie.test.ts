// Goal: who was silent for longer than its lease has nothing to say any more.
// Method: a process stops itself (SIGSTOP) inside a task, another takes its run; the first is
// continued, so that the very next thing it does is to report that its task has ended well.
import { trace } from '@conductor/taskflow/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Company, hear, until } from './company.ts';

let company: Company;
beforeEach(() => void (company = new Company()));
afterEach(() => company.disband());

describe('a conductor that was stopped past its lease', () => {
  it('adds nothing to a run that has ended without it', () => check('when the run has ended'));

  it('adds nothing to a run that another goes on with', () => check('in the middle'));
});

async function check(wakes: 'when the run has ended' | 'in the middle'): Promise<void> {
  const zombie = await company.enter('zombie', 300);
  zombie.tell('submit relay r');
  await hear(zombie, ({ is }) => is === 'stopping');

  const heir = await company.enter('plain', 60_000);
  const hasTaken = (): boolean => heir.said.some(({ is }) => is === 'run');
  await until(() => {
    if (!hasTaken()) heir.tell('nudge');
    return hasTaken();
  });
  await until(async () => (await log()).includes('task-succeeded relay/all/both/stop'));

  if (wakes === 'when the run has ended') {
    company.openGate();
    await hear(heir, (saying) => saying.is === 'run' && saying.state === 'SUCCESS');
  }
  zombie.signal('SIGCONT');
  await hear(zombie, ({ is }) => is === 'aborted');
  await hear(zombie, (saying) => saying.is === 'warning' && saying.text.includes('taken'));
  company.openGate();
  await hear(zombie, ({ is }) => is === 'result');
  await company.close();

  expect(await log()).toEqual([
    'run-started relay@1',
    'task-started relay/all/first',
    'task-succeeded relay/all/first',
    'task-started relay/all/both/wait',
    'task-started relay/all/both/stop',
    'run-resumed',
    'task-started relay/all/both/wait',
    'task-started relay/all/both/stop',
    'task-succeeded relay/all/both/stop',
    'task-succeeded relay/all/both/wait',
    'task-started relay/all/last',
    'task-succeeded relay/all/last',
    'run-finished SUCCESS',
  ]);
  // What its task did was under way when it stopped; nothing was begun.
  const taken = company.entries.findIndex(({ pid }) => pid === heir.pid);
  const late = company.entries.slice(taken).filter(({ pid }) => pid === zombie.pid);
  expect(late.map(({ what, task }) => `${what} ${task}`)).toEqual(['end stop']);
}

/** The log, without what it was told to make somebody look. */
async function log(): Promise<string[]> {
  return trace(await company.journal.load('r')).filter(
    (line) => !line.startsWith('signal-received'),
  );
}
