// Goal: a run goes on where it stood, whenever its process dies and whenever it is to rest: what
// has succeeded stays done, what was lost is begun anew or reverted, and what is known stays known.
// Method: random runs, as in invariants.test.ts, are asked what their logs say; then the rules of
// pauses, one by one.
import {
  decide,
  InvariantError,
  replay,
  statusOf,
  tasksThat,
  trace,
} from '@conductor/taskflow/kernel';
import type { Fact, State } from '@conductor/taskflow/kernel';
import { describe, expect, it, vi } from 'vitest';

import { flow, group, planOf, task } from './blueprint.ts';
import { hasRevert, Ledger } from './ledger.ts';
import { leavesOf } from './leaves.ts';
import { say } from './log.ts';
import { agree, always, runs } from './property.ts';
import { drive, logOf, randomRun } from './random-run.ts';
import type { Step } from './random-run.ts';

vi.setConfig({ testTimeout: 10_000 + 50 * runs });

describe('in every run that dies and rests', () => {
  it('what has succeeded never starts again, and what has not only after a loss', () => {
    always(randomRun(), (run) => {
      const started = new Set<string>();
      const done = new Set<string>();
      const under = new Set<string>();
      for (const fact of logOf(run)) {
        if (fact.type === 'run-resumed' || fact.type === 'run-suspended') {
          for (const path of under) started.delete(path);
          under.clear();
        }
        if (fact.type === 'task-succeeded') done.add(fact.task);
        if (/^task-(succeeded|failed)$/.test(fact.type) && 'task' in fact) under.delete(fact.task);
        if (fact.type !== 'task-started') continue;
        agree([done.has(fact.task), started.has(fact.task)], [false, false], fact.task);
        started.add(fact.task);
        under.add(fact.task);
      }
    });
  });

  it('what succeeded or was lost has been reverted, when all of a run was', () => {
    always(randomRun(), (run) => {
      const log = logOf(run);
      const ledger = new Ledger(leavesOf(run.flow));
      for (const fact of log) ledger.read(fact);
      if (ledger.status !== 'REVERTED') return;
      const owed = ledger.started.filter(hasRevert).map(({ path }) => path);
      const paid = log.flatMap((fact) => (fact.type === 'revert-succeeded' ? [fact.task] : []));
      agree(paid.toSorted(), owed.toSorted(), 'what was reverted, each once');
    });
  });

  it('a run that was to rest rests, or ends, before anything else starts', () => {
    always(randomRun(), (run) => {
      let isToRest = false;
      for (const { type } of logOf(run)) {
        if (isToRest) expect(type).not.toMatch(/started$|choice-made|task-refused/);
        if (type === 'run-suspending') isToRest = true;
        if (type === 'run-suspended' || type === 'suspend-withdrawn') isToRest = false;
      }
    });
  });

  it('a task is told how it ended, as far as anybody knows', () => {
    eachStep(({ state, ledger }) => {
      for (const leaf of ledger.leaves) {
        const index = state.plan.indexOf.get(leaf.path) ?? -1;
        const end = ledger.ends.get(leaf);
        const known = end === 'succeeded' ? undefined : end;
        agree(state.ends?.get(index)?.outcome, known, leaf.path);
      }
    });
  });

  it('what stands is what may have an effect, in the order of its first start', () => {
    eachStep(({ state, ledger }) => {
      const standing = ledger.started.filter(
        (leaf) =>
          leaf.node.kind === 'task' && leaf.node.revert !== 'nothing' && ledger.mayHaveEffect(leaf),
      );
      agree(
        tasksThat(state, 'stand'),
        standing.map(({ path }) => path),
        'what stands',
      );
    });
  });

  it('what was lost is counted by direction, and a pause is not', () => {
    eachStep(({ state, ledger }) => {
      for (const { path } of ledger.leaves) {
        const attempts = state.attempts?.get(state.plan.indexOf.get(path) ?? -1);
        const lost = [attempts?.execute.lost ?? 0, attempts?.revert.lost ?? 0];
        const { losses } = ledger;
        const counted = [losses.get(`running ${path}`) ?? 0, losses.get(`reverting ${path}`) ?? 0];
        agree(lost, counted, path);
      }
    });
  });

  it('every signal is kept, in the order of hearing', () => {
    eachStep(({ state, ledger }) => agree(state.signals ?? new Map(), ledger.signals, 'signals'));
  });
});

const t = 'f/l/t';
const u = 'f/l/u';
const plan = planOf(flow('f', group('linear', 'l', task('t'), task('u'))));
const beside = planOf(flow('f', group('parallel', 'l', task('t'), task('u'), task('v'))));
const ran: readonly Fact[] = [say.runStarted(), say.started(t)];

describe('a pause between two attempts', () => {
  // The pause is of 10 ms and begins at 0.
  const paused = [...ran, say.attemptFailed(t)];
  const unsure = [...ran, say.attemptFailed(t, 'execute', 'unknown')];
  const at = (ms: number): Fact => ({ ...say.runResumed(), at: ms });

  it.each([
    { when: 'is not over', log: [...paused, at(9)], inDoubt: false, kind: 'error', lost: 0 },
    { when: 'is just over', log: [...paused, at(10)], inDoubt: true, kind: 'lost', lost: 1 },
    { when: 'follows doubt', log: [...unsure, at(9)], inDoubt: true, kind: 'error', lost: 0 },
    { when: 'there was none', log: [...ran, at(9)], inDoubt: true, kind: 'lost', lost: 1 },
  ])('that $when when its process dies: doubt $inDoubt', ({ log, inDoubt, kind, lost }) => {
    const state = replay(plan, log);
    expect(statusOf(state, t)).toBe('lost');
    const outcome = inDoubt ? 'unknown' : 'failed';
    expect(state.ends?.get(0)).toMatchObject({ outcome, failure: { kind, task: t } });
    expect(state.attempts?.get(0)).toMatchObject({ inDoubt, execute: { lost } });
  });

  it('ends when the run is suspended, without doubt', () => {
    const state = replay(plan, [...paused, say.runSuspending(), say.runSuspended()]);
    expect([state.status, statusOf(state, t)]).toEqual(['SUSPENDED', 'lost']);
    expect(state.attempts?.get(0)).toMatchObject({ inDoubt: false, execute: { lost: 0 } });
  });

  it('keeps its time for whoever starts the task again', () => {
    const state = replay(plan, [...paused, at(4), say.started(t)]);
    expect(state.attempts?.get(0)?.execute.dueAt).toBe(10);
  });

  it('on the way forward holds no revert up, nor counts among its attempts', () => {
    const back = [say.runCancelled(), say.revertStarted(t)];
    const state = replay(plan, [
      ...ran,
      say.runResumed(),
      say.started(t),
      say.attemptFailed(t),
      at(4),
    ]);
    expect(state.attempts?.get(0)?.execute).toEqual({ failed: 1, lost: 1, dueAt: 10 });
    const reverting = replay(plan, [...paused, at(4), ...back]);
    expect(reverting.attempts?.get(0)?.revert).toEqual({ failed: 0, lost: 0, dueAt: 0 });
  });
});

describe('a process that dies', () => {
  it('on the way forward lets what was lost start again, in the order of writing', () => {
    const state = replay(beside, [
      say.runStarted(),
      ...['v', 'u', 't'].map((name) => say.started(`f/l/${name}`)),
      say.succeeded(u),
      say.runResumed(),
    ]);
    expect(next(state)).toEqual(['execute f/l/t', 'execute f/l/v']);
    expect(state.moved.map((index) => beside.atoms[index]?.path)).toEqual(['f/l/v', 'f/l/t']);
  });

  it('on the way back lets what was lost be reverted, the last to start first', () => {
    const fallen = [...['v', 't', 'u'].map((name) => say.started(`f/l/${name}`)), say.failed(u)];
    const log = [say.runStarted(), ...fallen, say.revertStarted(u), say.runResumed()];
    const state = replay(beside, log);
    expect(next(state)).toEqual(['revert f/l/u', 'revert f/l/t', 'revert f/l/v']);
    expect(state.ends?.get(0)?.outcome).toBe('unknown');
  });

  it('again and again loses no place, and counts each time', () => {
    const again = [say.runResumed(), say.started(t)];
    const state = replay(plan, [...ran, ...again, ...again, ...again]);
    expect(tasksThat(state, 'stand')).toEqual([t]);
    expect([state.stands, state.attempts?.get(0)?.execute.lost]).toEqual([1, 3]);
    expect(state.ends?.get(0)).toBeUndefined();
  });

  it('leaves a run that was to rest to do so', () => {
    const state = replay(plan, [...ran, say.runSuspending(), say.runResumed()]);
    expect([state.status, decide(state)]).toEqual(['RUNNING', [{ do: 'suspend' }]]);
  });

  it('leaves a run that has nothing left to do to its end, though it was to rest', () => {
    const all = [say.succeeded(t), say.started(u), say.succeeded(u), say.runSuspending()];
    const state = replay(plan, [...ran, ...all, say.runResumed()]);
    expect(decide(state)).toEqual([{ do: 'finish', outcome: 'SUCCESS' }]);
  });
});

it('a run that is to rest can be cancelled, and rests before it goes back', () => {
  const log = [...ran, say.runSuspending(), say.runCancelled(), say.succeeded(t)];
  expect(decide(replay(plan, log))).toEqual([{ do: 'suspend' }]);
  const state = replay(plan, [...log, say.runSuspended(), say.runResumed()]);
  expect(next(state)).toEqual([`revert ${t}`]);
});

it('a run that is spared its rest goes on as if nobody had asked', () => {
  const state = replay(plan, [say.runStarted(), say.runSuspending(), say.suspendWithdrawn()]);
  expect([state.suspending, next(state)]).toEqual([false, [`execute ${t}`]]);
  expect(() => replay(plan, [say.runStarted(), say.suspendWithdrawn()])).toThrow(InvariantError);
});

it('a trace names the facts of pauses and signals', () => {
  const facts = [say.runSuspending(), say.runSuspended(), say.runResumed(), say.signalled('bell')];
  expect(trace(facts)).toEqual([
    'run-suspending',
    'run-suspended',
    'run-resumed',
    'signal-received bell',
  ]);
});

function next(state: State): string[] {
  return decide(state).map((command) =>
    'atom' in command ? `${command.do} ${command.atom.path}` : command.do,
  );
}

/** A step, and what the log says up to it. */
interface Seen extends Step {
  readonly ledger: Ledger;
}

function eachStep(check: (seen: Seen) => void): void {
  always(randomRun(), (run) => {
    const ledger = new Ledger(leavesOf(run.flow));
    for (const step of drive(run)) {
      ledger.read(step.fact);
      check({ ...step, ledger });
    }
  });
}
