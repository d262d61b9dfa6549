// Goal: beyond the invariants, a run does what its flow says: it ends, in the right way, with the
// right values, and takes no fact that cannot be.
// Method: as in invariants.test.ts; a reference model says what must come of a run.
import {
  evolve,
  InvariantError,
  inputOf,
  outputOf,
  replay,
  runMoves,
  runStatuses,
  statusesOf,
  taskMoves,
  taskStatuses,
  trace,
} from '@conductor/taskflow/kernel';
import type { Fact, Values } from '@conductor/taskflow/kernel';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';

import { planOf } from './blueprint.ts';
import { hasRevert, isPivot, Ledger } from './ledger.ts';
import { leavesOf } from './leaves.ts';
import type { Leaf } from './leaves.ts';
import { say } from './log.ts';
import { agree, always, runs } from './property.ts';
import { drive, logOf, randomRun, valueOf } from './random-run.ts';
import type { RandomRun } from './random-run.ts';
import { rehearse } from './rehearsal.ts';
import { sourcesOf } from './sources.ts';
import type { Source } from './sources.ts';

vi.setConfig({ testTimeout: 10_000 + 50 * runs });

it('every run ends, and its outcome follows from what its tasks do', () => {
  always(randomRun(), (run) => {
    const ledger = ledgerOf(run, logOf(run));
    const isStuck = (leaf: Leaf): boolean =>
      (hasRevert(leaf) && run.fates.get(leaf.name)?.revertFails === true) ||
      (isPivot(leaf) && ledger.ends.get(leaf) !== 'failed');
    const forward = ledger.broken ? 'FAILURE' : 'SUCCESS';
    const back = ledger.started.some(isStuck) ? 'FAILURE' : 'REVERTED';
    agree(ledger.status, ledger.turned ? back : forward, 'the outcome');
  });
});

it('with one task at a time, a run leaves the trace that recursion writes', () => {
  always(randomRun(), (run) => {
    const calm = { ...alone(run), upsets: [] };
    agree(trace(logOf(calm)), rehearse(run), 'the trace');
  });
});

it('a run that dies and rests does the same as one that does not, and begins anew what was lost', () => {
  always(randomRun(), (run) => {
    const lines = trace(logOf(alone(run)));
    const ofTasks = lines.filter((line) => !/^(run-(susp|res)|suspend|signal)/.test(line));
    const isAgain = (line: string, place: number): boolean =>
      /^(task|revert)-started/.test(line) && ofTasks[place - 1] === line;
    agree(
      ofTasks.filter((line, place) => !isAgain(line, place)),
      rehearse(run),
      'the trace but for what was begun anew',
    );
  });
});

it('every task has the status that the log gives it', () => {
  always(randomRun(), (run) => {
    const ledger = ledgerOf(run, []);
    for (const { fact, state } of drive(run)) {
      ledger.read(fact);
      const told = ledger.leaves.map((leaf) => [leaf.path, ledger.statusOf(leaf)] as const);
      agree([...statusesOf(state)], told, 'the statuses');
      agree(state.status, ledger.status, 'the status of the run');
    }
  });
});

it('a fact moves those tasks that it does not name which it skips, loses or leaves nothing to undo', () => {
  always(randomRun(), (run) => {
    const ledger = ledgerOf(run, []);
    let before = new Map<string, string>();
    for (const { fact, state } of drive(run)) {
      ledger.read(fact);
      const now = new Map(ledger.leaves.map((leaf) => [leaf.path, ledger.statusOf(leaf)]));
      const undone = fact.type === 'revert-succeeded' ? fact.task : undefined;
      const moved = ledger.leaves.filter(({ node, path }) => {
        const isNew = now.get(path) !== before.get(path) && path !== undone;
        const isSilent = /^(skipped|reverted|lost)$/.test(now.get(path) ?? '');
        return node.kind === 'task' && isNew && isSilent;
      });
      const told = state.moved.map((index) => state.plan.atoms[index]?.path);
      agree(told.toSorted(), moved.map(({ path }) => path).toSorted(), 'what moved');
      before = now;
    }
  });
});

it('a task reads what the names around it stand for, and its revert reads the same', () => {
  always(randomRun(), (run) => {
    const { reads, outputs } = sourcesOf(run.flow);
    const ledger = ledgerOf(run, []);
    for (const { fact, state } of drive(run)) {
      ledger.read(fact);
      const looks = fact.type === 'task-started' || fact.type === 'revert-started';
      const atom = looks ? state.plan.atoms[state.plan.indexOf.get(fact.task) ?? -1] : undefined;
      if (atom !== undefined) {
        agree(inputOf(state, atom), valuesOf(run, ledger, reads.get(atom.path)), atom.path);
      }
      if (state.status !== 'SUCCESS') continue;
      agree(outputOf(state), valuesOf(run, ledger, outputs), 'the output');
    }
  });
});

it('a fact is taken exactly when it may come next', () => {
  always(fc.record({ run: randomRun(), at: fc.nat(200) }), ({ run, at }) => {
    const log = logOf(run);
    const part = log.slice(0, at % (log.length + 1));
    const plan = planOf(run.flow);
    const ledger = ledgerOf(run, part);
    for (const [fact, may] of allFacts(ledger)) {
      const state = replay(plan, part);
      const take = (): unknown => evolve(state, fact);
      if (may) expect(take, JSON.stringify(fact)).not.toThrow();
      else expect(take, JSON.stringify(fact)).toThrow(InvariantError);
    }
  });
});

it('the random runs reach every status, every fact and every move of the tables', () => {
  const seen = new Set<string>();
  for (const run of fc.sample(randomRun(), { numRuns: 1_000, seed: 1 })) {
    let before = new Map<string, string>();
    let runBefore = 'PENDING';
    for (const { fact, state } of drive(run)) {
      const now = statusesOf(state);
      seen.add(fact.type).add(state.status).add(`${runBefore} → ${state.status}`);
      for (const [path, status] of now) {
        seen.add(status).add(`${before.get(path) ?? 'pending'} → ${status}`);
        // What fails with nothing to undo makes two moves at once, as nothing after it stands.
        const hasFailed = fact.type === 'task-failed' && fact.task === path;
        if (hasFailed) seen.add(`failed → ${status}`);
      }
      before = now;
      runBefore = state.status;
    }
  }
  const moves = [...taskMoves, ...runMoves].map(({ from, to }) => `${from} → ${to}`);
  const all = [...taskStatuses, ...runStatuses.slice(1), ...allTypes, ...moves];
  expect(all.filter((what) => !seen.has(what))).toEqual([]);
});

/** The same run, one task at a time, always doing what comes first. */
function alone(run: RandomRun): RandomRun {
  return { ...run, slots: 1, cancelAfter: Number.POSITIVE_INFINITY, turns: [] };
}

function ledgerOf(run: RandomRun, log: readonly Fact[]): Ledger {
  const ledger = new Ledger(leavesOf(run.flow));
  for (const fact of log) ledger.read(fact);
  return ledger;
}

/** The values of those sources that there were. */
function valuesOf(
  run: RandomRun,
  ledger: Ledger,
  names: ReadonlyMap<string, readonly Source[]> | undefined,
): Values {
  const found = [...(names ?? [])].flatMap(([name, sources]) =>
    sources.flatMap((source) => {
      switch (source.kind) {
        case 'input':
          return source.key in run.input ? [[name, run.input[source.key]] as const] : [];
        case 'constant':
          return [[name, source.value] as const];
        case 'task': {
          const isThere = ledger.ends.get(ledger.leaf(source.path)) === 'succeeded';
          return isThere ? [[name, valueOf(source.path, source.key)] as const] : [];
        }
      }
    }),
  );
  expect(new Set(found.map(([name]) => name)).size, 'each key is given once').toBe(found.length);
  return Object.fromEntries(found);
}

/** Every fact that anybody could say of a run, and whether it may come next. */
function* allFacts(ledger: Ledger): Generator<[fact: Fact, may: boolean]> {
  const isLive = ledger.status === 'RUNNING' || ledger.status === 'REVERTING';
  yield [say.runStarted(), ledger.status === 'PENDING'];
  yield [say.runStarted('g'), false];
  yield [say.runCancelled(), ledger.status === 'RUNNING' && !ledger.pivoted];
  yield [say.runSuspending(), isLive && !ledger.suspending];
  yield [say.suspendWithdrawn(), ledger.suspending];
  yield [say.runSuspended(), isLive && ledger.suspending];
  yield [say.runResumed(), isLive || ledger.status === 'SUSPENDED'];
  yield [say.signalled('bell'), isLive || ledger.status === 'SUSPENDED'];
  for (const outcome of ['SUCCESS', 'REVERTED', 'FAILURE'] as const) {
    yield [say.runFinished(outcome), isLive && ledger.outcome === outcome];
  }
  for (const leaf of ledger.leaves) yield* factsOf(ledger, leaf);
}

function* factsOf(ledger: Ledger, leaf: Leaf): Generator<[fact: Fact, may: boolean]> {
  const { path, node } = leaf;
  const arms = node.kind === 'when' ? node.arms.length : 0;
  const mayStart = ledger.mayStart(leaf);
  const status = ledger.statusOf(leaf);
  yield [say.started(path), mayStart && node.kind === 'task'];
  const isLost = ledger.lost.has(leaf);
  yield [say.refused(path), mayStart && !isLost];
  for (const arm of [-2, -1, 0, 1, 2]) {
    const isArm = arm >= (arms > 1 ? 0 : -1) && arm < arms;
    yield [say.chosen(path, arm), mayStart && node.kind === 'when' && isArm];
  }
  yield [say.succeeded(path), status === 'running'];
  yield [say.failed(path), status === 'running' || (isLost && mayStart)];
  yield [say.attemptFailed(path, 'execute'), status === 'running'];
  yield [say.attemptFailed(path, 'revert'), status === 'reverting'];
  yield [say.recorded(path, 'note', 1), status === 'running' || status === 'reverting'];
  yield [say.revertStarted(path), ledger.mayRevert(leaf)];
  yield [say.revertSucceeded(path), status === 'reverting'];
  yield [say.revertFailed(path), status === 'reverting'];
}

const allTypes: Fact['type'][] = [
  'run-started',
  'run-cancelled',
  'run-suspending',
  'suspend-withdrawn',
  'run-suspended',
  'run-resumed',
  'signal-received',
  'run-finished',
  'task-started',
  'task-succeeded',
  'task-failed',
  'task-refused',
  'choice-made',
  'attempt-failed',
  'value-recorded',
  'revert-started',
  'revert-succeeded',
  'revert-failed',
];
