// Goal: a run that is killed wherever it writes ends as if nothing had happened.
// Method: each scenario is lived undisturbed, then once for each of its writings with a death just
// before or just after it, and with a second death in the next life.
import { describe, expect, it } from 'vitest';
import { live } from './life.ts';
import type { Scenario, Story } from './life.ts';
import type { Death } from './mortal-journal.ts';
import { scenarios } from './scenarios.ts';

describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
  it('ends the same when its process dies at any writing', async () => {
    const calm = await calmOf(scenario);
    for (const death of deathsOf(calm[0])) await check(scenario, calm, [death]);
  });

  it('ends the same when the next process dies, too', async () => {
    const calm = await calmOf(scenario);
    for (const first of deathsOf(calm[0])) {
      for (const write of [1, 2, 3]) {
        await check(scenario, calm, [first, { write, when: 'before' }]);
        await check(scenario, calm, [first, { write, when: 'after' }]);
      }
    }
  });
});

/** How the scenario ends undisturbed: as it is asked, or as if it had been asked too late. */
async function calmOf(scenario: Scenario): Promise<readonly [Story, ...Story[]]> {
  const calm = await live(scenario);
  return scenario.asks === undefined ? [calm] : [calm, await live({ flow: scenario.flow })];
}

function deathsOf({ writes }: Story): Death[] {
  return Array.from({ length: writes }, (_, index) => index + 1).flatMap((write): Death[] => [
    { write, when: 'before' },
    { write, when: 'after' },
  ]);
}

async function check(
  scenario: Scenario,
  calm: readonly Story[],
  deaths: readonly Death[],
): Promise<void> {
  const story = await live(scenario, deaths);
  const where = `${JSON.stringify(deaths)}\n${story.log.join('\n')}`;
  expect(story.deaths, where).toBeGreaterThan(0);
  expect(calm.map(endOf), where).toContainEqual(endOf(story));
  expect(twice(story.log), where).toEqual([]);
  expect(endsIn(story.log), where).toBe(1);
}

function endOf({ outcome, effects }: Story) {
  return { outcome, effects };
}

/** Tasks that were started although they had succeeded. */
function twice(log: readonly string[]): string[] {
  return log.filter(
    (line, index) =>
      line.startsWith('task-started ') &&
      log.slice(0, index).includes(line.replace('task-started', 'task-succeeded')),
  );
}

function endsIn(log: readonly string[]): number {
  return log.filter((line) => line.startsWith('run-finished ')).length;
}
