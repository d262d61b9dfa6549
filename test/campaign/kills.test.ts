// Goal: whatever process is killed whenever, every run ends as if nobody had been killed.
// Method: real processes on one SQLite file, alone or two at a time, each killed with SIGKILL after
// a number of lines or of milliseconds that follows from the seed. Their tasks write to a ledger
// outside; in the end the journal, the ledger and all that was acknowledged have to agree.
import { describe, expect, it } from 'vitest';
import { handOver, wage } from './campaign.ts';
import { judge } from './court.ts';
import { eventsOf, heirsOf } from './verdict.ts';

// `TASKFLOW_KILLS` raises the number of kills, and `TASKFLOW_SEED` repeats a campaign.
const kills = Number(process.env['TASKFLOW_KILLS'] ?? 200);
const seed = Number(process.env['TASKFLOW_SEED'] ?? Date.now() % 1_000_000);
const again = `TASKFLOW_SEED=${seed} TASKFLOW_KILLS=${kills} npm test -- --only tests kills`;

describe(`on one file (${again})`, { timeout: 120_000 + kills * 3_000 }, () => {
  it(`every run survives ${kills} kills`, async () => {
    const { campaign, cases } = await judge(seed, again, (folder) => wage(seed, folder, kills));
    const { said, strikes } = campaign;
    process.stdout.write(`${cases.length} runs, ${said.length} acknowledgements; ${again}\n`);

    // It was a campaign, and no parade.
    expect(strikes, again).toBeGreaterThan(kills / 2);
    const seen = eventsOf(cases);
    const missed = hardships.filter((event) => !seen.has(event));
    // A short one, as somebody may want in order to look for something, need not have seen all.
    if (kills >= 200) expect(missed, again).toEqual([]);
  });

  it('a process that closes in the middle hands every run over', async () => {
    const { cases } = await judge(seed, again, (folder) => handOver(seed, folder, 8));
    // Nobody died: it was the closing that let others go on.
    expect(heirsOf(cases).size, again).toBeGreaterThan(4);
  });
});

const hardships = [
  ...['SUCCESS', 'REVERTED', 'FAILURE', 'resumed', 'resumed on its way back'],
  ...['execute tried again', 'revert tried again', 'run-cancelled', 'run-suspended'],
  ...['value-recorded', 'choice-made', 'signal-received', 'revert-failed'],
  ...['a task in three lives', 'an effect that was had twice'],
];
