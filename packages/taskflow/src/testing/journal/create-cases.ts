import { same, refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, started, times } from './stage.ts';

/** What becomes of a run that is created. */
export const createCases: readonly JournalCase[] = [
  fact('a run with an owner is held by it from its creation on', async (stage) => {
    const hold = await stage.hold('r');
    same('the hold', hold, { run: 'r', owner: 'a', epoch: hold.epoch });
    await stage.hasLog('r', [started('r'), note('first')]);
    same('what others may claim', await stage.taken('b'), []);
    await stage.append(hold);
  }),

  fact('a journal keeps all that is said of a run', async (stage) => {
    const hold = await stage.hold('r', {
      flow: 'deploy',
      version: 7,
      fingerprint: 'abc',
      lock: 'vm',
      at: 123,
    });
    same('the record', await stage.journal.find('r'), {
      id: 'r',
      flow: 'deploy',
      version: 7,
      fingerprint: 'abc',
      status: 'RUNNING',
      lock: 'vm',
      owner: 'a',
      epoch: hold.epoch,
      facts: 2,
      createdAt: 123,
      changedAt: 123,
    });
  }),

  fact('a run without an owner waits with its first fact alone', async (stage) => {
    same('the run', await stage.create('r'), { is: 'waiting' });
    await stage.hasLog('r', [started('r')]);
    const record = await stage.record('r');
    same('its record', record, {
      id: 'r',
      flow: 'f',
      version: 1,
      fingerprint: '',
      status: 'PENDING',
      epoch: record.epoch,
      facts: 1,
      createdAt: 10,
      changedAt: 10,
    });
  }),

  fact('a run of a known id is not created, whatever it is made of', async (stage) => {
    await stage.hold('r', { lock: 'vm' });
    const run = await stage.record('r');
    for (const onConflict of ['reject', 'queue'] as const) {
      const again = { flow: 'g', version: 2, owner: 'b', facts: [started('r')], at: 99 };
      const created = await stage.create('r', { ...again, lock: 'vm', onConflict });
      same('the second run', created, { is: 'known', run });
    }
    await stage.hasLog('r', [started('r'), note('first')]);
    same('its record', await stage.record('r'), run);
    same('who waits for its lock', (await stage.journal.list({ lock: 'vm' })).runs, [run]);
  }),

  fact('the id of a finished run is known too', async (stage) => {
    await stage.append(await stage.hold('r'), { status: 'SUCCESS' });
    const run = await stage.record('r');
    same('the second run', await stage.create('r', { owner: 'b' }), { is: 'known', run });
  }),

  fact('of two runs of one id that come at once, one is created', async (stage) => {
    const created = await Promise.all([
      stage.create('r', { owner: 'a' }),
      stage.create('r', { owner: 'b' }),
    ]);
    same('the two', created.map(({ is }) => is).sort(), ['held', 'known']);
    await stage.hasLog('r', [started('r'), note('first')]);
  }),

  fact('a run that ends in its first turn is held by nobody after it', async (stage) => {
    const hold = await stage.hold('r', { status: 'SUCCESS', lock: 'vm' });
    await stage.hasLog('r', [started('r'), note('first')]);
    const { status, owner } = await stage.record('r');
    same('its status and owner', { status, owner }, { status: 'SUCCESS', owner: undefined });
    await refused('an append', 'JOURNAL_FENCED', () => stage.append(hold));
    same('what is to be had', await stage.taken('b', { now: times.late }), []);
    const next = await stage.create('s', { owner: 'b', lock: 'vm', onConflict: 'reject' });
    same('the next run of its lock', next.is, 'held');
  }),
];
