import type { Hold } from '../../journal/journal.ts';
import { same, refusalOf, refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, type Stage, started } from './stage.ts';

/** What becomes of facts. */
export const appendCases: readonly JournalCase[] = [
  fact('facts come back in the order of writing, each run its own', async (stage) => {
    const r = await stage.hold('r');
    const s = await stage.hold('s');
    await stage.append(r, { facts: [note(1), note(2)] });
    await stage.append(s, { facts: [note(3)] });
    await stage.append(r, { facts: [note(4)] });
    await stage.hasLog('r', [started('r'), note('first'), note(1), note(2), note(4)]);
    await stage.hasLog('s', [started('s'), note('first'), note(3)]);
    same('the facts that are counted', (await stage.record('r')).facts, 5);
  }),

  fact('facts that are not waited for keep their order', async (stage) => {
    const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const holds: Hold[] = [];
    for (const id of ids) holds.push(await stage.hold(id));
    const numbers = Array.from({ length: 5 }, (_, index) => note(index));
    const writing = numbers.flatMap((one) =>
      holds.map((hold) => stage.append(hold, { facts: [one] })),
    );
    await Promise.all(writing);
    for (const id of ids) await stage.hasLog(id, [started(id), note('first'), ...numbers]);
  }),

  fact('a turn that is refused takes no other with it', async (stage) => {
    const r = await stage.hold('r');
    const s = await stage.hold('s');
    await stage.journal.release(s);
    const outcomes = await Promise.all(
      [r, s, { ...r, run: 'unknown' }, r].map((hold) => refusalOf(() => stage.append(hold))),
    );
    const fine = 'not refused';
    same('the turns', outcomes, [fine, 'JOURNAL_FENCED', 'JOURNAL_UNKNOWN_RUN', fine]);
    await stage.hasLog('r', [started('r'), note('first'), note('more'), note('more')]);
    await stage.hasLog('s', [started('s'), note('first')]);
    await stage.hasLog('unknown', []);
  }),

  fact('a run that was never created takes no facts', async (stage) => {
    const hold = await stage.hold('r');
    const other = { ...hold, run: 's' };
    await refused('an append', 'JOURNAL_UNKNOWN_RUN', () => stage.append(other));
    await stage.hasLog('s', []);
    same('the run', await stage.journal.find('s'), undefined);
  }),

  fact('a run changes when its status does', async (stage) => {
    const hold = await stage.hold('r');
    const turns = [
      { status: 'RUNNING', at: 30, changedAt: 10 },
      { status: 'REVERTING', at: 40, changedAt: 40 },
      { status: 'REVERTING', at: 50, changedAt: 40 },
      { status: 'REVERTED', at: 60, changedAt: 60 },
    ] as const;
    for (const { status, at, changedAt } of turns) {
      await stage.append(hold, { status, at });
      const record = await stage.record('r');
      same('the status', record.status, status);
      same(`the last change at ${at}`, record.changedAt, changedAt);
      same('the creation', record.createdAt, 10);
    }
  }),

  fact('a turn without facts leads somewhere all the same', async (stage) => {
    const hold = await stage.hold('r');
    await stage.append(hold, { facts: [], status: 'REVERTING' });
    same('the status', (await stage.record('r')).status, 'REVERTING');
    await stage.hasLog('r', [started('r'), note('first')]);
  }),

  ...(['SUCCESS', 'REVERTED', 'FAILURE', 'SUSPENDED'] as const).map((status) =>
    fact(`a run that is ${status} is held by nobody`, async (stage) => {
      const hold = await stage.hold('r');
      await stage.append(hold, { status });
      same('the owner', (await stage.record('r')).owner, undefined);
      await refusesFacts(stage, hold);
      const resumed = await stage.hold('s');
      await stage.append(resumed);
    }),
  ),

  fact('a run takes no facts from somebody else', async (stage) => {
    const hold = await stage.hold('r');
    await refusesFacts(stage, { ...hold, owner: 'b' });
    await refusesFacts(stage, { ...hold, epoch: hold.epoch + 1 });
    await stage.append(hold);
  }),

  fact('a hold is good until its owner takes the run anew', async (stage) => {
    const first = await stage.hold('r');
    await stage.journal.release(first);
    const { hold: second } = await stage.take('a', 'r');
    await refusesFacts(stage, first);
    await stage.append(second);
  }),
];

async function refusesFacts(stage: Stage, hold: Hold): Promise<void> {
  const log = await stage.journal.load(hold.run);
  const record = await stage.record(hold.run);
  const turn = { facts: [note(1), note(2)], status: 'FAILURE', at: 99 } as const;
  await refused('an append', 'JOURNAL_FENCED', () => stage.append(hold, turn));
  await stage.hasLog(hold.run, log);
  same('the record', await stage.record(hold.run), record);
}
