import { same, refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, started, times } from './stage.ts';

/** How long an owner holds its runs, and what ends it. */
export const leaseCases: readonly JournalCase[] = [
  fact('a lease keeps others out up to its last millisecond', async (stage) => {
    await stage.hold('r');
    const { leaseEnd } = times;
    same('the claim at its end', await stage.taken('b', { now: leaseEnd }), []);
    same('the claim after it', await stage.taken('b', { now: leaseEnd + 1 }), ['r']);
  }),

  fact('a lease that is renewed lasts longer', async (stage) => {
    const hold = await stage.hold('r');
    await stage.journal.renew('a', times.late);
    same('the claim', await stage.taken('b', { now: times.late }), []);
    await stage.append(hold);
  }),

  fact('a lease without an end is never over', async (stage) => {
    await stage.hold('r', { owner: 'b' });
    same('the claim', await stage.taken('c', { now: Number.MAX_SAFE_INTEGER }), []);
  }),

  fact('who never began a lease holds a run until somebody claims it', async (stage) => {
    const hold = await stage.hold('r', { owner: 'd' });
    await stage.append(hold);
    same('the claim', await stage.taken('b', { now: 0 }), ['r']);
    await refused('an append', 'JOURNAL_FENCED', () => stage.append(hold));
  }),

  fact('whoever takes one run of an owner ends it for all of its runs', async (stage) => {
    const holds = [await stage.hold('r'), await stage.hold('s'), await stage.hold('t')];
    const { hold } = await stage.take('b', 's', { now: times.late });
    for (const old of holds) {
      await refused(`an append to ${old.run}`, 'JOURNAL_FENCED', () => stage.append(old));
      await stage.hasLog(old.run, [started(old.run), note('first')]);
    }
    await stage.append(hold);
    same('what is free now', await stage.taken('c', { now: 0 }), ['r', 't']);
  }),

  fact('an owner that was ended begins nothing more', async (stage) => {
    await stage.hold('r');
    await stage.take('b', 'r', { now: times.late });
    await stage.wait('s');
    const { journal } = stage;
    const refusesAll = async (): Promise<void> => {
      await refused('a lease', 'JOURNAL_FENCED', () => journal.renew('a', times.never));
      await refused('a run', 'JOURNAL_FENCED', () => stage.create('t', { owner: 'a' }));
      await refused('a claim', 'JOURNAL_FENCED', () => stage.claim('a'));
    };
    await refusesAll();
    await journal.resign('a');
    await refusesAll();
    same('the run that it wanted', await journal.find('t'), undefined);
    same('what is left for others', await stage.taken('c'), ['s']);
  }),

  fact('an owner whose lease is over goes on as long as nobody took its runs', async (stage) => {
    const hold = await stage.hold('r');
    same('its own claim', await stage.taken('a', { now: times.late }), []);
    await stage.append(hold);
    await stage.journal.renew('a', times.never);
    same('the claim of another', await stage.taken('b', { now: times.late }), []);
    await stage.append(hold);
  }),

  fact('a claim that finds enough free runs ends nobody', async (stage) => {
    await stage.wait('free');
    const hold = await stage.hold('r');
    same('the claim', await stage.taken('b', { now: times.late, limit: 1 }), ['free']);
    const others = { now: times.late, kinds: ['g@1#'] };
    same('the claim of another kind', await stage.taken('b', others), []);
    await stage.append(hold);
    await stage.journal.renew('a', times.never);
  }),

  fact('a takeover leaves the runs of others alone', async (stage) => {
    await stage.hold('r');
    const held = await stage.hold('s', { owner: 'c' });
    same('the claim', await stage.taken('b', { now: times.late }), ['r']);
    await stage.append(held);
    await stage.journal.renew('c', times.never);
  }),

  fact('what an owner resigns is free at once, and the owner is not ended', async (stage) => {
    const holds = [await stage.hold('r'), await stage.hold('s')];
    const other = await stage.hold('t', { owner: 'c' });
    await stage.journal.resign('a');
    for (const hold of holds) {
      await refused('an append', 'JOURNAL_FENCED', () => stage.append(hold));
      same('the owner', (await stage.record(hold.run)).owner, undefined);
    }
    same('the claim', await stage.taken('b', { now: 0 }), ['r', 's']);
    await stage.append(other);
    await stage.journal.renew('a', times.leaseEnd);
    await stage.append(await stage.hold('u'));
  }),

  fact('a lease that was resigned is over', async (stage) => {
    await stage.journal.resign('a');
    await stage.hold('r');
    same('the claim', await stage.taken('b', { now: 0 }), ['r']);
  }),

  fact('who has no lease may resign it', async (stage) => {
    const hold = await stage.hold('r');
    await stage.journal.resign('nobody');
    await stage.append(hold);
  }),

  fact('a run that is released is free, and its owner goes on with the others', async (stage) => {
    const hold = await stage.hold('r');
    const other = await stage.hold('s');
    await stage.journal.release(hold);
    const { status, owner } = await stage.record('r');
    same('the run', { status, owner }, { status: 'RUNNING', owner: undefined });
    await refused('an append', 'JOURNAL_FENCED', () => stage.append(hold));
    same('the claim', await stage.taken('b'), ['r']);
    await stage.append(other);
    await stage.journal.renew('a', times.never);
  }),

  fact('who releases what it does not hold changes nothing', async (stage) => {
    const old = await stage.hold('r');
    await stage.journal.release(old);
    const { hold } = await stage.take('b', 'r');
    await stage.journal.release(old);
    await stage.journal.release({ ...hold, owner: 'c' });
    await stage.journal.release({ ...hold, run: 'unknown' });
    await stage.append(hold);
    await stage.append(hold, { status: 'SUCCESS' });
    await stage.journal.release(hold);
    same('the status', (await stage.record('r')).status, 'SUCCESS');
    same('the claim', await stage.taken('c'), []);
  }),
];
