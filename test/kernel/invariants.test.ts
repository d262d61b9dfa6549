// Goal: the invariants K1 to K9 hold in every run of every flow.
// Method: random flows run with random outcomes in a random order. After each fact the kernel's
// answers are compared with those of a ledger, which asks the blueprint and the log instead.
import {
  decide,
  evolve,
  InvariantError,
  replay,
  statusesOf,
  statusOf,
  trace,
} from '@conductor/taskflow/kernel';
import type { Command, Fact, State } from '@conductor/taskflow/kernel';
import { describe, expect, it, vi } from 'vitest';

import { planOf } from './blueprint.ts';
import { hasRevert, isPivot, Ledger } from './ledger.ts';
import { leavesOf } from './leaves.ts';
import { agree, always, runs } from './property.ts';
import { drive, logOf, randomRun } from './random-run.ts';
import type { RandomRun, Step } from './random-run.ts';

vi.setConfig({ testTimeout: 10_000 + 50 * runs });

describe('in every run of every flow', () => {
  it('K1 the same plan and the same log give the same state and the same commands', () => {
    always(randomRun(), (run) => {
      const plan = planOf(run.flow);
      agree(planOf(run.flow), plan, 'the plan compiled again');
      const log: Fact[] = [];
      for (const { fact, state, commands, bounded, slotsLeft } of drive(run, plan)) {
        log.push(fact);
        const again = replay(plan, log);
        agree(again, state, 'the state of the log so far');
        agree(decide(again), commands, 'its commands');
        agree(decide(again, slotsLeft), bounded, 'its commands for a few slots');
        agree(again, state, 'the state after it was asked');
        const [first] = commands;
        const isOfRun = first?.do === 'finish' || first?.do === 'suspend';
        const few = isOfRun ? commands : commands.slice(0, slotsLeft);
        agree(bounded, few.length > 0 || first === undefined ? few : [{ do: 'wait' }], 'a few');
      }
    });
  });

  it('K2 exactly those start for which everything before them is done', () => {
    eachStep(({ commands, ledger }) => {
      const free = ledger.leaves.filter((leaf) => ledger.mayStart(leaf));
      agree(
        namesIn(commands, 'execute', 'choose'),
        free.map(({ path }) => path),
        'what may start, in the order of writing',
      );
      const choices = free.filter(({ node }) => node.kind === 'when');
      agree(
        namesIn(commands, 'choose'),
        choices.map(({ path }) => path),
        'the choices among them',
      );
    });
  });

  it('K3 exactly those are reverted that have started and that no later effect needs', () => {
    eachStep(({ commands, ledger }) => {
      const free = ledger.started.filter((leaf) => ledger.mayRevert(leaf));
      agree(
        namesIn(commands, 'revert'),
        free.map(({ path }) => path).reverse(),
        'what may be reverted, the last to start first',
      );
    });
  });

  it('K4 nothing starts once the run has turned back', () => {
    eachStep(({ fact, commands, ledger }) => {
      if (!ledger.turned) return;
      agree(namesIn(commands, 'execute', 'choose'), [], 'starts');
      expect(['task-started', 'choice-made']).not.toContain(fact.type);
    });
  });

  it('K5 what never started is never reverted, and nothing is told of it', () => {
    eachStep(({ fact, state, commands, ledger }) => {
      const untouched = ledger.leaves.filter((leaf) => !ledger.started.includes(leaf));
      const reverts = new Set([...namesIn(commands, 'revert'), ...moved(state, 'reverted')]);
      for (const { path } of untouched) {
        agree(reverts.has(path), false, `a revert of ${path}`);
        if ('task' in fact && fact.task === path) agree(fact.type, 'task-refused', path);
        const status = statusOf(state, path);
        agree(/^(pending|refused|skipped)$/.test(status), true, `${path} is ${status}`);
      }
    });
  });

  it('K6 a revert that fails holds what it needs, lets the others go on, and ends in FAILURE', () => {
    atTheEnd(({ state, ledger }) => {
      const stuck = [...ledger.reverts].filter(([, gone]) => !gone).map(([leaf]) => leaf);
      if (stuck.length === 0) return;
      agree(state.status, 'FAILURE', 'the outcome');
      agree(state.revertFailures.length, stuck.length, 'the failures');
      const held = new Set(stuck.flatMap((leaf) => [...leaf.before]));
      const pivots = ledger.started.filter((leaf) => isPivot(leaf) && ledger.mayHaveEffect(leaf));
      for (const leaf of pivots) for (const before of leaf.before) held.add(before);
      for (const leaf of ledger.started.filter(hasRevert)) {
        agree(ledger.revertsBegun.has(leaf), !held.has(leaf), `a revert of ${leaf.path}`);
        agree(statusOf(state, leaf.path), ledger.statusOf(leaf), leaf.path);
      }
    });
  });

  it('K7 once a pivot has succeeded, nothing turns back, and nothing before it ever does', () => {
    eachStep(({ state, commands, ledger }) => {
      if (ledger.pivoted) {
        expect(['RUNNING', 'SUSPENDED', 'SUCCESS', 'FAILURE']).toContain(state.status);
        agree(namesIn(commands, 'revert'), [], 'reverts');
      }
      for (const [leaf, end] of ledger.ends) {
        if (end !== 'succeeded' || !isPivot(leaf)) continue;
        for (const before of leaf.before) {
          expect(ledger.revertsBegun).not.toContain(before);
          if (!ledger.isSkipped(before)) expect(statusOf(state, before.path)).not.toBe('reverted');
        }
      }
    });
  });

  it('K8 a run that is finished or rests yields no command, and one that is to rest starts none', () => {
    eachStep(({ state, commands, bounded, ledger }) => {
      if (/^(SUSPENDED|SUCCESS|REVERTED|FAILURE)$/.test(state.status)) {
        agree([commands, bounded], [[], []], `commands of a run that is ${state.status}`);
      }
      if (!ledger.suspending) return;
      agree(namesIn(commands, 'execute', 'choose', 'revert'), [], 'starts');
    });
  });

  it('K8 a part of the log of a run is a part of its history, and nothing follows its end', () => {
    always(randomRun(), (run) => {
      const log = logOf(run);
      const plan = planOf(run.flow);
      const history = [...drive(run)].length;
      expect(history).toBe(log.length);
      let before = 0;
      for (const { state } of drive(run, plan)) {
        before += 1;
        const part = log.slice(0, before);
        agree(statusesOf(replay(plan, part)), statusesOf(state), 'the statuses of a part');
        agree(trace(part), trace(log).slice(0, before), 'the trace of a part');
      }
      const end = replay(plan, log);
      agree([decide(end), decide(end, 1)], [[], []], 'commands');
      for (const fact of log) expect(() => evolve(end, fact)).toThrow(InvariantError);
    });
  });

  it('K9 an arm not taken is passed over in both directions', () => {
    eachStep(({ fact, state, ledger }) => {
      const skipped = ledger.leaves.filter((leaf) => ledger.isSkipped(leaf));
      const paths = skipped.map(({ path }) => path);
      for (const path of paths) agree(statusOf(state, path), 'skipped', path);
      if ('task' in fact) expect(paths).not.toContain(fact.task);
      if (fact.type !== 'choice-made') return;
      const choice = ledger.leaf(fact.task);
      const news = skipped.filter(({ node, arms }) => {
        return node.kind === 'task' && arms.some((arm) => arm.choice === choice);
      });
      agree(
        moved(state, 'skipped'),
        news.map(({ path }) => path),
        'what this choice skips',
      );
    });
  });
});

/** A step, and what the log says up to it. */
interface Seen extends Step {
  readonly ledger: Ledger;
}

function eachStep(check: (seen: Seen) => void): void {
  always(randomRun(), (run) => {
    for (const seen of watched(run)) check(seen);
  });
}

function atTheEnd(check: (seen: Seen) => void): void {
  always(randomRun(), (run) => {
    const last = [...watched(run)].at(-1);
    if (last !== undefined) check(last);
  });
}

function* watched(run: RandomRun): Generator<Seen> {
  const ledger = new Ledger(leavesOf(run.flow));
  for (const step of drive(run)) {
    ledger.read(step.fact);
    yield { ...step, ledger };
  }
}

function namesIn(commands: readonly Command[], ...verbs: readonly Command['do'][]): string[] {
  return commands.flatMap((command) =>
    verbs.includes(command.do) && 'atom' in command ? [command.atom.path] : [],
  );
}

/** Tasks that moved to a status by the last fact without being named in it. */
function moved(state: State, to: string): string[] {
  const paths = state.moved.flatMap((index) => state.plan.atoms[index]?.path ?? []);
  return paths.filter((path) => statusOf(state, path) === to);
}
