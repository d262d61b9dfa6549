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

const died = say.runResumed();
const lost: readonly Fact[] = [...ran, died];
const resting: readonly Fact[] = [...done, say.runSuspending(), say.runSuspended()];
const backResting: readonly Fact[] = [...broken, say.runSuspending(), say.runSuspended()];

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
  'running → lost': { flow: plain, log: lost },
  'reverting → lost': { flow: plain, log: [...broken, say.revertStarted(t), died] },
  'lost → running': { flow: plain, log: [...lost, say.started(t)] },
  'lost → failed': { flow: plain, log: [...lost, say.failed(t)] },
  'lost → tolerated': { flow: eager, log: [...lost, say.failed(t)] },
  'lost → reverting': { flow: plain, log: [...lost, say.runCancelled(), say.revertStarted(t)] },
  'lost → reverted': { flow: nothing, log: [...lost, say.runCancelled()] },
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
  'RUNNING → SUSPENDED': { flow: plain, log: resting },
  'REVERTING → SUSPENDED': { flow: plain, log: backResting },
  'SUSPENDED → RUNNING': { flow: plain, log: [...resting, say.runResumed()] },
  'SUSPENDED → REVERTING': { flow: plain, log: [...backResting, say.runResumed()] },
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
    refuses(pivot, [...done, say.runCancelled()], 'past its pivot');
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
    { status: 'lost', log: lost, next: ['task-started', 'task-failed'] },
    { status: 'lost', log: [...lost, say.runCancelled()], next: ['revert-started'] },
    {
      status: 'lost',
      log: [...broken, say.revertStarted(t), died],
      next: ['revert-started'],
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

const anyRunFact: readonly Fact[] = [
  say.runStarted(),
  say.runCancelled(),
  say.runSuspending(),
  say.runSuspended(),
  say.runResumed(),
  say.runFinished('SUCCESS'),
  say.runFinished('REVERTED'),
  say.runFinished('FAILURE'),
];

describe('a fact outside the table', () => {
  it.each(seen)('is refused for a task that is $status', ({ status, log, next }) => {
    const plan = planOf(plain);
    for (const fact of anyFact) {
      const state = replay(plan, log);
      expect(statusOf(state, t)).toBe(status);
      if (next.includes(fact.type)) evolve(state, fact);
      else expect(() => evolve(state, fact), fact.type).toThrow(InvariantError);
    }
  });

  it('is refused after the end of a run', () => {
    const log = [...done, say.started(u), say.succeeded(u), say.runFinished('SUCCESS')];
    for (const fact of [...anyFact, ...anyRunFact, say.signalled('bell')])
      refuses(plain, [...log, fact]);
  });

  it('is refused before the start of a run', () => {
    const others = anyRunFact.filter(({ type }) => type !== 'run-started');
    for (const fact of [...anyFact, ...others, say.signalled('bell')]) refuses(plain, [fact]);
  });

  it('is refused while a run rests, unless it resumes it or is a signal', () => {
    const rested = [resting, backResting, [...lost, say.runSuspending(), say.runSuspended()]];
    const others = anyRunFact.filter(({ type }) => type !== 'run-resumed');
    for (const log of rested) {
      for (const fact of [...anyFact, ...others]) refuses(plain, [...log, fact]);
      expect(replay(planOf(plain), [...log, say.signalled('bell')]).status).toBe('SUSPENDED');
    }
  });

  it('is refused when it starts something in a run that is to rest', () => {
    const suspending = say.runSuspending();
    refuses(plain, [say.runStarted(), suspending, say.started(t)], 'the run is suspending');
    refuses(plain, [say.runStarted(), suspending, say.refused(t)]);
    refuses(plain, [...lost, suspending, say.failed(t)]);
    refuses(either, [say.runStarted(), suspending, say.chosen('f/l/c', 0)]);
    refuses(plain, [...broken, suspending, say.revertStarted(t)], 'the run is suspending');
  });

  it('is refused when it lets a run rest that was not asked to, or asks it twice', () => {
    refuses(plain, [...done, say.runSuspended()], 'suspended when it was asked to be');
    refuses(plain, [...done, say.runSuspending(), say.runSuspending()], 'is suspending');
  });

  it('is refused when it ends a revert that never began', () => {
    refuses(plain, [...done, say.revertSucceeded(t)]);
    refuses(nothing, [...done, say.started(u), say.failed(u), say.revertSucceeded(t)]);
    refuses(either, [say.runStarted(), say.chosen('f/l/c', -1), say.revertSucceeded('f/l/c')]);
  });

  it('is refused for what still waits for others', () => {
    refuses(plain, [say.runStarted(), say.started(u)]);
    refuses(plain, [say.runStarted(), say.refused(u)]);
    const later = flow('f', group('linear', 'l', task('t'), choice('c', task('v'))));
    refuses(later, [say.runStarted(), say.chosen('f/l/c', 0)]);
  });

  it('is refused when it takes a task for a choice, or a choice for a task', () => {
    refuses(plain, [say.runStarted(), say.chosen(t, -1)]);
    refuses(either, [say.runStarted(), say.started('f/l/c')]);
  });

  it('is refused when it takes an arm that the choice does not have', () => {
    const two = flow('f', choice('c', task('t'), task('u')));
    for (const arm of [-2, 1]) refuses(either, [say.runStarted(), say.chosen('f/l/c', arm)]);
    for (const arm of [-1, 2]) refuses(two, [say.runStarted(), say.chosen('f/c', arm)]);
  });

  it('is refused when it counts an attempt of the function that is not under way', () => {
    refuses(plain, [...ran, say.attemptFailed(t, 'revert')]);
    refuses(plain, [...broken, say.revertStarted(t), say.attemptFailed(t, 'execute')]);
  });

  it('is refused when it ends a run too early, or in another way than it has to end', () => {
    refuses(plain, [say.runStarted(), say.runFinished('SUCCESS')]);
    refuses(plain, [...done, say.runFinished('SUCCESS')]);
    refuses(plain, [...done, say.started(u), say.succeeded(u), say.runFinished('FAILURE')]);
    refuses(plain, [...broken, say.runFinished('REVERTED')]);
    const stuck = [...broken, say.revertStarted(t), say.revertFailed(t)];
    refuses(plain, [...stuck, say.runFinished('REVERTED')]);
  });

  it('is refused when it starts a run of another flow or version', () => {
    refuses(plain, [say.runStarted('g')], 'the log is one of g@1, the plan one of f@1');
    refuses({ ...plain, version: 2 }, [say.runStarted()], 'one of f@1, the plan one of f@2');
  });

  it('is refused when it names a task of another flow', () => {
    const log = [say.runStarted(), say.started('f/l/stranger')];
    refuses(plain, log, "flow 'f' has no task 'f/l/stranger'");
  });
});

/** The last fact of the log is refused, and those before it are not. */
function refuses(blueprint: FlowBlueprint, log: readonly Fact[], message = ''): void {
  const state = replay(planOf(blueprint), log.slice(0, -1));
  const take = (): unknown => log.slice(-1).map((fact) => evolve(state, fact));
  expect(take, JSON.stringify(log.at(-1))).toThrow(InvariantError);
  expect(take).toThrow(message);
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
