import {
  evolve,
  InvariantError,
  replay,
  runMoves,
  statusOf,
  taskMoves,
} from '@conductor/taskflow/kernel';
import type { Fact, FlowBlueprint, RunStatus, TaskStatus } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';

import { choice, flow, group, planOf, task } from './blueprint.ts';
import { say } from './log.ts';

const t = 'f/l/t';
const u = 'f/l/u';
const both = (also: Parameters<typeof task>[1] = {}): FlowBlueprint =>
  flow('f', group('linear', 'l', task('t', also), task('u')));
const plain = both();
const eager = both({ bestEffort: true });
const nothing = both({ revert: 'nothing' });
const eagerNothing = both({ bestEffort: true, revert: 'nothing' });
const either = flow('f', group('linear', 'l', choice('c', task('t')), task('u')));
const pivot = both({ revert: 'irreversible' });

const ran: readonly Fact[] = [say.runStarted(), say.started(t)];
const done: readonly Fact[] = [...ran, say.succeeded(t)];
const broken: readonly Fact[] = [...ran, say.failed(t)];
const fellAfter: readonly Fact[] = [say.started(u), say.failed(u), say.revertStarted(u)];
const undone = say.revertSucceeded(u);

/** The last fact of each log makes the move. */
interface Case {
  readonly flow: FlowBlueprint;
  readonly of?: string;
  readonly log: readonly Fact[];
  /** Where two moves follow from one fact, the status before that fact. */
  readonly seenBefore?: TaskStatus;
}

const taskCases: Readonly<Record<string, Case>> = {
  'pending → running': { flow: plain, log: ran },
  'pending → refused': { flow: plain, log: [say.runStarted(), say.refused(t)] },
  'pending → skipped': {
    flow: either,
    of: 'f/l/c/t',
    log: [say.runStarted(), say.chosen('f/l/c', -1)],
  },
  'pending → passed': {
    flow: either,
    of: 'f/l/c',
    log: [say.runStarted(), say.chosen('f/l/c', 0)],
  },
  'running → succeeded': { flow: plain, log: done },
  'running → failed': { flow: plain, log: broken },
  'running → tolerated': { flow: eager, log: broken },
  'succeeded → reverting': {
    flow: plain,
    log: [...done, ...fellAfter, undone, say.revertStarted(t)],
  },
  'failed → reverting': { flow: plain, log: [...broken, say.revertStarted(t)] },
  'tolerated → reverting': {
    flow: eager,
    log: [...broken, ...fellAfter, undone, say.revertStarted(t)],
  },
  'succeeded → reverted': { flow: nothing, log: [...done, ...fellAfter, undone] },
  'failed → reverted': { flow: nothing, log: broken, seenBefore: 'running' },
  'tolerated → reverted': { flow: eagerNothing, log: [...broken, ...fellAfter, undone] },
  'passed → reverted': {
    flow: either,
    of: 'f/l/c',
    log: [say.runStarted(), say.chosen('f/l/c', -1), ...fellAfter, undone],
  },
  'reverting → reverted': {
    flow: plain,
    log: [...broken, say.revertStarted(t), say.revertSucceeded(t)],
  },
  'reverting → revert-failed': {
    flow: plain,
    log: [...broken, say.revertStarted(t), say.revertFailed(t)],
  },
};

const runCases: Readonly<Record<string, Case>> = {
  'PENDING → RUNNING': { flow: plain, log: [say.runStarted()] },
  'RUNNING → REVERTING': { flow: plain, log: broken },
  'RUNNING → SUCCESS': {
    flow: plain,
    log: [...done, say.started(u), say.succeeded(u), say.runFinished('SUCCESS')],
  },
  'RUNNING → FAILURE': {
    flow: pivot,
    log: [...done, say.started(u), say.failed(u), say.runFinished('FAILURE')],
  },
  'REVERTING → REVERTED': {
    flow: plain,
    log: [...broken, say.revertStarted(t), say.revertSucceeded(t), say.runFinished('REVERTED')],
  },
  'REVERTING → FAILURE': {
    flow: plain,
    log: [...broken, say.revertStarted(t), say.revertFailed(t), say.runFinished('FAILURE')],
  },
};

describe('the table of task moves', () => {
  it.each(taskMoves)('lets a task go from $from to $to by $by', ({ from, to }) => {
    const { flow: blueprint, of = t, log, seenBefore = from } = caseOf(taskCases, from, to);
    const plan = planOf(blueprint);
    expect(statusOf(replay(plan, log.slice(0, -1)), of)).toBe(seenBefore);
    expect(statusOf(replay(plan, log), of)).toBe(to);
  });

  it('has no case here beyond its rows', () => {
    expect(Object.keys(taskCases)).toEqual(taskMoves.map(({ from, to }) => `${from} → ${to}`));
  });
});

describe('the table of run moves', () => {
  it.each(runMoves)('lets a run go from $from to $to by $by', ({ from, to }) => {
    const { flow: blueprint, log } = caseOf(runCases, from, to);
    const plan = planOf(blueprint);
    expect(replay(plan, log.slice(0, -1)).status).toBe(from);
    expect(replay(plan, log).status).toBe(to);
  });

  it('has no case here beyond its rows', () => {
    expect(Object.keys(runCases)).toEqual(runMoves.map(({ from, to }) => `${from} → ${to}`));
  });

  it('turns a cancelled run back', () => {
    const state = replay(planOf(plain), [...done, say.runCancelled()]);
    expect(state.status).toBe('REVERTING');
    expect(state.cause?.kind).toBe('cancelled');
  });

  it('cancels no run past its pivot', () => {
    const log = [...done, say.runCancelled()];
    expect(() => replay(planOf(pivot), log)).toThrow(InvariantError);
  });
});

/** For each status that a task can be seen in: how it gets there, and the facts that may follow. */
const seen: readonly { status: TaskStatus; log: readonly Fact[]; next: readonly Fact['type'][] }[] =
  [
    { status: 'pending', log: [say.runStarted()], next: ['task-started', 'task-refused'] },
    { status: 'running', log: ran, next: ['task-succeeded', 'task-failed'] },
    { status: 'succeeded', log: done, next: [] },
    { status: 'failed', log: broken, next: ['revert-started'] },
    { status: 'refused', log: [say.runStarted(), say.refused(t)], next: [] },
    {
      status: 'reverting',
      log: [...broken, say.revertStarted(t)],
      next: ['revert-succeeded', 'revert-failed'],
    },
    {
      status: 'reverted',
      log: [...broken, say.revertStarted(t), say.revertSucceeded(t)],
      next: [],
    },
    {
      status: 'revert-failed',
      log: [...broken, say.revertStarted(t), say.revertFailed(t)],
      next: [],
    },
  ];

const anyFact: readonly Fact[] = [
  say.started(t),
  say.succeeded(t),
  say.failed(t),
  say.refused(t),
  say.revertStarted(t),
  say.revertSucceeded(t),
  say.revertFailed(t),
];

describe('a fact outside the table', () => {
  it.each(seen)('is refused for a task that is $status', ({ status, log, next }) => {
    const plan = planOf(plain);
    for (const fact of anyFact) {
      const state = replay(plan, log);
      expect(statusOf(state, t)).toBe(status);
      if (slipsThrough(fact)) continue;
      if (next.includes(fact.type)) evolve(state, fact);
      else expect(() => evolve(state, fact), fact.type).toThrow(InvariantError);
    }
  });

  it('is refused after the end of a run', () => {
    const log = [...done, say.started(u), say.succeeded(u), say.runFinished('SUCCESS')];
    const after = [...anyFact, say.runStarted(), say.runCancelled(), say.runFinished('SUCCESS')];
    for (const fact of after) {
      if (slipsThrough(fact)) continue;
      expect(() => replay(planOf(plain), [...log, fact]), fact.type).toThrow(InvariantError);
    }
  });

  // The table lets a task with nothing to undo go from succeeded to reverted, and nothing else asks
  // for the start of its revert. Mend the kernel, then drop `fails` and `slipsThrough`.
  it.fails('is refused when it ends a revert that never began', () => {
    const log = [...done, say.revertSucceeded(t)];
    expect(() => replay(planOf(plain), log)).toThrow(InvariantError);
  });

  it('is refused when it names a task of another flow', () => {
    const log = [say.runStarted(), say.started('f/l/stranger')];
    expect(() => replay(planOf(plain), log)).toThrow("flow 'f' has no task 'f/l/stranger'");
  });
});

function slipsThrough(fact: Fact): boolean {
  return fact.type === 'revert-succeeded';
}

function caseOf(
  cases: Readonly<Record<string, Case>>,
  from: TaskStatus | RunStatus,
  to: TaskStatus | RunStatus,
): Case {
  const found = cases[`${from} → ${to}`];
  if (found === undefined) throw new Error(`no case for the move from ${from} to ${to}`);
  return found;
}
