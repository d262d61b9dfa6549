// Goal: laws that hold for every run, however its processes die, whatever is asked of it meanwhile.
// Method: random flows are driven by processes that die just before or just after a random writing,
// up to four in a row; some runs are cancelled or made to rest. What tasks do to the world is kept
// apart from the journal and compared with what the run says of itself. A failure shows the
// smallest life that it found.
import { outputOf, replay, statusesOf, taskCode, tasksThat } from '@conductor/taskflow/kernel';
import type { State } from '@conductor/taskflow/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { live, wildLife } from './wild-life.ts';
import type { WildEnd } from './wild-life.ts';

describe('for every run whose processes die', { timeout: 60_000 }, () => {
  it('it ends once, as its log says', async () => {
    await always(({ flow, facts, error, output }) => {
      const state = replay(flow.plan, facts);
      expect(facts.filter(({ type }) => type === 'run-finished')).toHaveLength(1);
      expect(facts.at(-1)).toMatchObject({ type: 'run-finished', outcome: state.status });
      expect(error?.outcome ?? 'SUCCESS').toBe(state.status);
      if (error === undefined) expect(output).toEqual(outputOf(state));
      expect(error?.reverted ?? []).toEqual(error ? tasksThat(state, 'are reverted') : []);
      expect(error?.standing ?? []).toEqual(error ? tasksThat(state, 'stand') : []);
    });
  });

  it('what the journal has as succeeded is not executed again', async () => {
    await always(({ again }) => expect(again).toEqual([]));
  });

  it('K10: nothing is called or told in any life before the journal has its fact', async () => {
    await always(({ premature }) => expect(premature).toEqual([]));
  });

  it('the world is as the end says: nothing is left, or what stands, or all that was done', async () => {
    await always(({ flow, facts, error, effects }) => {
      const statuses = statusesOf(replay(flow.plan, facts));
      const done = flow.plan.atoms.filter(
        ({ path, revert }) => revert !== 'nothing' && statuses.get(path) === 'succeeded',
      );
      // A task that has succeeded has had its effect; one that has not may have had it only where
      // the end says that it may stand.
      expect(effects).toEqual(expect.arrayContaining(done.map(({ path }) => path)));
      if (error?.outcome === 'REVERTED') expect(effects).toEqual([]);
      if (error?.outcome === 'FAILURE')
        expect(error.standing).toEqual(expect.arrayContaining([...effects]));
      if (error === undefined) {
        const may = [...statuses].filter(([, status]) => /^(succeeded|tolerated)$/.test(status));
        expect(may.map(([path]) => path)).toEqual(expect.arrayContaining([...effects]));
      }
    });
  });
});

it('the random lives show all that a death can cut short', { timeout: 60_000 }, async () => {
  const seen = new Set<string>();
  for (const one of fc.sample(wildLife, { numRuns: 600, seed: 1 })) {
    const { facts, deaths, error } = await live(one);
    for (const { state, at } of deaths) for (const where of placesOf(state, at)) seen.add(where);
    if (deaths.length > 0) seen.add(`a death, then ${error?.outcome ?? 'SUCCESS'}`);
    if (deaths.length > 2) seen.add('many deaths');
    for (const { type } of facts) seen.add(type);
  }
  const all = [
    ...['unborn', 'forward', 'back', 'finished', 'going to rest', 'resting'],
    ...['in a pause forward', 'in a pause back', 'after the pivot', 'many deaths'],
    ...['a death, then SUCCESS', 'a death, then REVERTED', 'a death, then FAILURE'],
    ...['run-resumed', 'run-cancelled', 'run-suspending', 'suspend-withdrawn', 'run-suspended'],
  ];
  expect(all.filter((what) => !seen.has(what))).toEqual([]);
});

/** What a death has cut short, as far as the journal knows. */
function placesOf(state: State, at: number): string[] {
  const places: string[] = [];
  if (state.status === 'PENDING') places.push('unborn');
  if (state.status === 'SUSPENDED') places.push('resting');
  if (state.suspending) places.push('going to rest');
  if (state.pivoted) places.push('after the pivot');
  if (state.running > 0) places.push('forward');
  if (state.reverting > 0) places.push('back');
  if (/^(SUCCESS|REVERTED|FAILURE)$/.test(state.status)) places.push('finished');
  for (const [index, { execute, revert }] of state.attempts ?? []) {
    const code = state.codes[index];
    if (execute.dueAt > at && code === taskCode.running) places.push('in a pause forward');
    if (revert.dueAt > at && code === taskCode.reverting) places.push('in a pause back');
  }
  return places;
}

/** Lives random lives, and checks what comes of each. */
function always(check: (end: WildEnd) => void): Promise<void> {
  const property = fc.asyncProperty(wildLife, async (one) => {
    check(await live(one));
  });
  return fc.assert(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) });
}

// `TASKFLOW_RUNS` raises the number of lives for each law, and `TASKFLOW_SEED`, as printed with a
// failure, repeats them.
const numRuns = Number(process.env['TASKFLOW_RUNS'] ?? 400);
const seed = process.env['TASKFLOW_SEED'];
