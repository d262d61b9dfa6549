import { same, refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, started, times } from './stage.ts';

/** How logs are read, and forgotten. */
export const readCases: readonly JournalCase[] = [
  fact('a log is read from where one wants on', async (stage) => {
    const hold = await stage.hold('r');
    await stage.hold('other');
    await stage.append(hold, { facts: [note(1), note(2)] });
    await stage.append(hold, { facts: [note(3)] });
    const log = [started('r'), note('first'), note(1), note(2), note(3)];
    for (let from = 0; from <= log.length + 1; from++) {
      same(`the log from ${from} on`, await stage.journal.load('r', from), log.slice(from));
    }
  }),

  fact('a run that is not known has no log and no record', async (stage) => {
    await stage.hold('r');
    same('the log', await stage.journal.load('s'), []);
    same('the end of the log', await stage.journal.load('s', 1), []);
    same('the record', await stage.journal.find('s'), undefined);
  }),

  fact('what was read does not change with the run', async (stage) => {
    const hold = await stage.hold('r');
    const log = await stage.journal.load('r');
    const record = await stage.record('r');
    const { runs } = await stage.journal.list({});
    await stage.append(hold, { status: 'SUCCESS' });
    same('the log', log, [started('r'), note('first')]);
    same('the status', record.status, 'RUNNING');
    same('the facts', record.facts, 2);
    same('the list', runs, [record]);
  }),

  fact('runs that finished before a time are forgotten', async (stage) => {
    const ends = { r: 100, s: 200, t: 300 };
    for (const [id, at] of Object.entries(ends)) {
      await stage.append(await stage.hold(id), { status: 'SUCCESS', at });
    }
    same('how many', await stage.journal.prune(200, 10), 1);
    same('the record', await stage.journal.find('r'), undefined);
    await stage.hasLog('r', []);
    same('how many more', await stage.journal.prune(301, 10), 2);
    same('how many at last', await stage.journal.prune(301, 10), 0);
    same('what is listed', await stage.journal.list({}), { runs: [] });
  }),

  fact('no more runs are forgotten than were meant', async (stage) => {
    for (const id of ['r', 's', 't']) {
      await stage.append(await stage.hold(id), { status: 'FAILURE' });
    }
    same('none', await stage.journal.prune(1_000, 0), 0);
    same('two', await stage.journal.prune(1_000, 2), 2);
    same('what is left', (await stage.journal.list({})).runs.length, 1);
  }),

  fact('a run that is not finished is never forgotten', async (stage) => {
    const statuses = ['PENDING', 'RUNNING', 'REVERTING', 'SUSPENDED'] as const;
    for (const status of statuses) await stage.append(await stage.hold(status), { status });
    await stage.hold('held', { lock: 'vm' });
    await stage.create('queued', { lock: 'vm' });
    await stage.wait('waiting');
    same('how many', await stage.journal.prune(times.never, 100), 0);
    same('what is left', (await stage.journal.list({})).runs.length, 7);
    await stage.hasLog('RUNNING', [started('RUNNING'), note('first'), note('more')]);
  }),

  fact('the id of a forgotten run may be given again', async (stage) => {
    const old = await stage.hold('r', { lock: 'vm' });
    await stage.ask('r', { type: 'cancel', reason: 'enough' });
    await stage.append(old, { status: 'SUCCESS', at: 40 });
    await stage.journal.prune(41, 1);
    await refused('an append', 'JOURNAL_UNKNOWN_RUN', () => stage.append(old));
    const facts = [started('r'), note('again')];
    const hold = await stage.hold('r', { owner: 'b', facts, at: 50 });
    await stage.append(hold, { facts: [note('on')] });
    await stage.hasLog('r', [...facts, note('on')]);
    same('what it is asked', await stage.asked('b'), []);
    same('its lock', (await stage.record('r')).lock, undefined);
  }),

  fact('a list begins with the newest run', async (stage) => {
    await stage.wait('r', 'q', 's');
    const { runs } = await stage.journal.list({});
    same(
      'the runs',
      runs.map(({ id }) => id),
      ['s', 'q', 'r'],
    );
    same('the first', runs[0], await stage.record('s'));
  }),
];
