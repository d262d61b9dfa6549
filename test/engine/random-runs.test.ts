// Goal: laws that hold for every run, whatever its flow, its tasks, its journal and its luck.
// Method: random flows whose tasks fail, hang, record and are tried again, under a random bound and
// a journal that takes its time; some are cancelled. A failure shows the smallest scene it found.
import { outputOf, replay, statusesOf, tasksThat } from '@conductor/taskflow/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play, scene } from './wild-run.ts';
import type { Outcome, Scene } from './wild-run.ts';

describe('for every run', { timeout: 60_000 }, () => {
  it('K10: nothing is told, started or resolved before the journal has its fact', async () => {
    await always((outcome) => expect(outcome.premature).toEqual([]));
  });

  it('the log replays to what the run reported', async () => {
    await always(({ flow, facts, output, error }) => {
      const state = replay(flow.plan, facts);
      if (error === undefined) {
        expect(state.status).toBe('SUCCESS');
        expect(output).toEqual(outputOf(state));
        return;
      }
      expect(error.outcome).toBe(state.status);
      expect(error.reverted).toEqual(tasksThat(state, 'are reverted'));
      expect(error.standing).toEqual(tasksThat(state, 'stand'));
      expect(error.reason).toBe(state.cause?.kind === 'cancelled' ? 'cancelled' : 'failed');
      const cancelled = state.cause?.kind === 'cancelled' ? [state.cause] : [];
      expect(error.failures).toEqual([...cancelled, ...state.failures, ...state.revertFailures]);
    });
  });

  it('the log holds only what JSON can carry', async () => {
    await always(({ facts }) => {
      const read: unknown = JSON.parse(JSON.stringify(facts));
      expect(read).toStrictEqual(facts);
    });
  });

  it('the last that was told of a task is where it stands, and of the others nothing', async () => {
    await always(({ flow, facts, told }) => {
      const state = replay(flow.plan, facts);
      const tasks = flow.plan.atoms.filter(({ kind }) => kind === 'task');
      const statuses = statusesOf(state);
      for (const { path } of tasks) expect(told.get(path) ?? 'pending').toBe(statuses.get(path));
    });
  });

  it('what is under way never passes the bound', async () => {
    await always(({ most }, { concurrency }) => expect(most).toBeLessThanOrEqual(concurrency));
  });

  it('no timer is left behind', async () => {
    await always(({ timersLeft }) => expect(timersLeft).toBe(0));
  });

  it('the same run again has the same log and tells the same', async () => {
    await always(async ({ facts, events }, again) => {
      const second = await play(again);
      expect(second.facts).toEqual(facts);
      expect(second.events).toEqual(events);
    });
  });

  it('each failed attempt is counted once, from one', async () => {
    await always(({ facts }) => {
      const counts = new Map<string, number>();
      for (const fact of facts) {
        if (!('failure' in fact)) continue;
        const way = fact.type === 'revert-failed' ? 'revert' : 'execute';
        const key = `${fact.task} ${'direction' in fact ? fact.direction : way}`;
        const count = counts.get(key) ?? 0;
        // A pause that ended early gives the failure before it once more, as the task's own.
        expect([count, count + 1]).toContain(fact.failure.attempt);
        counts.set(key, fact.failure.attempt);
      }
    });
  });
});

it('the random scenes show all that a run can do', { timeout: 60_000 }, async () => {
  const seen = new Set<string>();
  for (const one of fc.sample(scene, { numRuns: 300, seed: 1 })) {
    const { facts, error, most } = await play(one);
    for (const fact of facts) {
      seen.add(fact.type);
      if ('outcome' in fact) seen.add(fact.outcome);
      if ('failure' in fact) seen.add(fact.failure.kind);
      if (fact.type === 'attempt-failed') seen.add(`${fact.direction} again`);
    }
    if (error !== undefined) seen.add(error.reason);
    if (most > 3) seen.add('many at a time');
  }
  const all = [
    ...['run-started', 'run-cancelled', 'run-finished', 'task-started', 'task-succeeded'],
    ...['task-failed', 'choice-made', 'attempt-failed', 'value-recorded', 'revert-started'],
    ...['revert-succeeded', 'revert-failed', 'SUCCESS', 'REVERTED', 'FAILURE', 'failed', 'unknown'],
    ...['error', 'timeout', 'execute again', 'revert again', 'cancelled', 'many at a time'],
  ];
  expect(all.filter((what) => !seen.has(what))).toEqual([]);
});

/** Plays random scenes, and checks what comes of each. */
function always(check: (outcome: Outcome, scene: Scene) => void | Promise<void>): Promise<void> {
  const property = fc.asyncProperty(scene, async (one) => {
    await check(await play(one), one);
  });
  return fc.assert(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) });
}

// `TASKFLOW_RUNS` raises the number of scenes for each law, and `TASKFLOW_SEED`, as printed with a
// failure, repeats them.
const numRuns = Number(process.env['TASKFLOW_RUNS'] ?? 150);
const seed = process.env['TASKFLOW_SEED'];
