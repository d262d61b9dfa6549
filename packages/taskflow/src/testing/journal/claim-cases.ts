import type { Hold } from '../../journal/journal.ts';
import { refused, same } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, started, times } from './stage.ts';

/** Which runs are to be had. */
export const claimCases: readonly JournalCase[] = [
  fact('the oldest runs are taken first, and no more than are wanted', async (stage) => {
    await stage.wait('r', 'q', 's', 'p');
    same('none', await stage.taken('a', { limit: 0 }), []);
    same('the first two', await stage.taken('a', { limit: 2 }), ['r', 'q']);
    same('the others', await stage.taken('b'), ['s', 'p']);
    same('what is left', await stage.taken('a'), []);
  }),

  fact('age decides, not when a run became free', async (stage) => {
    const holds: Hold[] = [];
    for (const id of ['r', 'q', 's', 'p']) holds.push(await stage.hold(id, { owner: 'c' }));
    await stage.wait('young');
    for (const hold of [...holds].reverse()) await stage.journal.release(hold);
    same('the claims', await stage.taken('b', { limit: 3 }), ['r', 'q', 's']);
    same('the others', await stage.taken('b'), ['p', 'young']);
  }),

  fact('runs that are free and runs whose lease is over come by age', async (stage) => {
    await stage.hold('r');
    await stage.wait('q');
    await stage.hold('s');
    await stage.wait('p');
    same('the first', await stage.taken('b', { now: times.late, limit: 1 }), ['r']);
    same('the others', await stage.taken('b', { now: times.late }), ['q', 's', 'p']);
  }),

  fact('a claim of one run takes this run or none', async (stage) => {
    await stage.wait('r', 's');
    await stage.hold('t', { owner: 'c' });
    same('one that is free', await stage.taken('b', { run: 's' }), ['s']);
    same('one that is held', await stage.taken('b', { run: 't' }), []);
    same('one that is not known', await stage.taken('b', { run: 'u' }), []);
    same('what is left', await stage.taken('b'), ['r']);
  }),

  fact('a claim of some kinds takes their runs alone', async (stage) => {
    await stage.create('f1');
    await stage.create('f2', { version: 2 });
    await stage.create('f1x', { fingerprint: 'x' });
    await stage.create('g1', { flow: 'g' });
    await stage.create('held', { fingerprint: 'x', owner: 'a' });
    const taken = async (...kinds: readonly string[]): Promise<readonly string[]> =>
      stage.taken('b', { now: times.late, kinds });
    same('none', await taken(), []);
    same('others', await taken('g@2#', 'f@1#y', 'f', 'f@1', 'F@1#'), []);
    same('two', await taken('g@1#', 'f@2#'), ['f2', 'g1']);
    same('those of a fingerprint', await taken('f@1#x'), ['f1x', 'held']);
    same('the last', await taken('f@1#'), ['f1']);
  }),

  ...(['PENDING', 'RUNNING', 'REVERTING'] as const).map((status) =>
    fact(`a run that is ${status} is to be had, and stays so`, async (stage) => {
      const hold = await stage.hold('r', { status });
      await stage.journal.release(hold);
      await stage.take('b', 'r', { now: 999_999 });
      const record = await stage.record('r');
      same('the status', record.status, status);
      same('its last change', record.changedAt, 10);
    }),
  ),

  ...(['SUCCESS', 'REVERTED', 'FAILURE'] as const).map((status) =>
    fact(`a run that ended ${status} is not to be had`, async (stage) => {
      await stage.append(await stage.hold('r'), { status });
      same('the claim', await stage.taken('b', { now: times.late }), []);
      await stage.journal.renew('a', times.never);
    }),
  ),

  ...(
    [
      { request: { type: 'resume' }, taken: ['r'] },
      { request: { type: 'cancel', reason: 'enough' }, taken: ['r'] },
      { request: { type: 'suspend' }, taken: [] },
      { request: { type: 'signal', name: 'go', value: true }, taken: [] },
    ] as const
  ).map(({ request, taken }) =>
    fact(
      `a suspended run that is asked to ${request.type} is ` +
        (taken.length > 0 ? 'to be had' : 'left alone'),
      async (stage) => {
        await stage.append(await stage.hold('r'), { status: 'SUSPENDED' });
        same('the claim before', await stage.taken('b', { now: times.late }), []);
        await stage.ask('r', request);
        same('the claim', await stage.taken('b', { now: times.late }), taken);
        same('the status', (await stage.record('r')).status, 'SUSPENDED');
        same('a second claim', await stage.taken('c', { now: times.late }), []);
      },
    ),
  ),

  fact('a run that was asked before it is suspended is to be had', async (stage) => {
    const hold = await stage.hold('r');
    await stage.ask('r', { type: 'resume' });
    await stage.append(hold, { status: 'SUSPENDED' });
    same('the claim', await stage.taken('b'), ['r']);
  }),

  fact('what was done before does not wake a suspended run', async (stage) => {
    const hold = await stage.hold('r');
    await stage.ask('r', { type: 'resume' });
    const done = (await stage.journal.asked('a')).map(({ id }) => id);
    await stage.append(hold, { status: 'SUSPENDED', done });
    same('the claim', await stage.taken('b'), []);
  }),

  fact('a claim hands over all that is needed to go on', async (stage) => {
    const old = await stage.hold('r', { lock: 'vm', fingerprint: 'abc' });
    await stage.append(old, { facts: [note(1), note(2)], status: 'REVERTING' });
    const claim = await stage.take('b', 'r', { now: times.late });
    same('the facts', claim.facts, [started('r'), note('first'), note(1), note(2)]);
    same('the record', claim.run, await stage.record('r'));
    same('the owner', claim.run.owner, 'b');
    same('the hold', claim.hold, { run: 'r', owner: 'b', epoch: claim.run.epoch });
    await stage.append(claim.hold);
  }),

  fact('the epoch grows with every hold', async (stage) => {
    let hold = await stage.hold('r');
    for (const owner of ['b', 'b', 'c']) {
      await stage.journal.release(hold);
      const { hold: next } = await stage.take(owner, 'r');
      same(`epoch ${next.epoch} is more than ${hold.epoch}`, next.epoch > hold.epoch, true);
      hold = next;
    }
    await stage.append(hold);
  }),

  fact('of claims that come at once, each run goes to one', async (stage) => {
    const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
    await stage.wait(...ids);
    const taken = await Promise.all(
      ['b', 'c', 'b', 'c'].map((owner) => stage.claim(owner, { limit: 20 })),
    );
    const claims = taken.flat();
    same('the runs', claims.map(({ run }) => run.id).sort(), [...ids].sort());
    for (const { hold } of claims) await stage.append(hold);
  }),

  fact('of two that take over at once, one wins', async (stage) => {
    const old = await stage.hold('r');
    const [one, other] = await Promise.all(
      ['b', 'c'].map((owner) => stage.claim(owner, { now: times.late })),
    );
    const claims = [...(one ?? []), ...(other ?? [])];
    same('the claims', claims.length, 1);
    for (const { hold } of claims) await stage.append(hold);
    await refused('an append of the old owner', 'JOURNAL_FENCED', () => stage.append(old));
  }),
];
