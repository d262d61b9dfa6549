import { same } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, type Stage, started, times } from './stage.ts';

const queue = { lock: 'vm', owner: 'a', onConflict: 'queue' } as const;
const reject = { lock: 'vm', owner: 'a', onConflict: 'reject' } as const;

/** Of the runs with one lock, one is under way. */
export const lockCases: readonly JournalCase[] = [
  fact('a run is rejected while another has its lock, and hears which', async (stage) => {
    await stage.hold('r', reject);
    same('the second', await stage.create('s', reject), { is: 'locked', by: 'r' });
    same('its record', await stage.journal.find('s'), undefined);
    await stage.hasLog('s', []);
    same('who has the lock', await holder(stage), 'r');
  }),

  fact('a run that waits for its lock is to be had by nobody', async (stage) => {
    await stage.hold('r', queue);
    same('the second', await stage.create('s', queue), { is: 'waiting' });
    await stage.hasLog('s', [started('s')]);
    const { status, owner, lock, facts } = await stage.record('s');
    const expected = { status: 'PENDING', owner: undefined, lock: 'vm', facts: 1 };
    same('its record', { status, owner, lock, facts }, expected);
    same('the claim of it', await stage.taken('a', { run: 's' }), []);
    same('the claim of any', await stage.taken('b'), []);
    await stage.ask('s', { type: 'resume' });
    same('the claim when it was asked', await stage.taken('b'), []);
  }),

  ...(['SUCCESS', 'REVERTED', 'FAILURE'] as const).map((status) =>
    fact(`a run that ends ${status} passes its lock on, to the oldest`, async (stage) => {
      const hold = await stage.hold('r', queue);
      for (const id of ['q', 's', 'p']) await stage.create(id, queue);
      await stage.append(hold, { status });
      for (const id of ['q', 's', 'p']) {
        const claims = await stage.claim('b');
        same(
          'the claim',
          claims.map(({ run }) => run.id),
          [id],
        );
        same('who has the lock', await holder(stage), id);
        for (const claim of claims) {
          same('its facts', claim.facts, [started(id)]);
          await stage.append(claim.hold, { status });
        }
      }
      same('who has the lock at last', await holder(stage), undefined);
    }),
  ),

  fact('a run has its lock from its creation on, before anybody takes it', async (stage) => {
    await stage.create('r', { lock: 'vm' });
    same('who has the lock', await holder(stage), 'r');
    same('the second', await stage.create('s', queue), { is: 'waiting' });
    same('the claim', await stage.taken('a'), ['r']);
  }),

  fact('a run that got the lock by waiting has it before anybody takes it', async (stage) => {
    const hold = await stage.hold('r', queue);
    await stage.create('s', queue);
    await stage.append(hold, { status: 'SUCCESS' });
    same('who has the lock', await holder(stage), 's');
    same('the third', await stage.create('t', queue), { is: 'waiting' });
    same('the claim', await stage.taken('a'), ['s']);
  }),

  fact('a suspended run keeps its lock', async (stage) => {
    const hold = await stage.hold('r', queue);
    await stage.create('s', queue);
    await stage.append(hold, { status: 'SUSPENDED' });
    same('who has the lock', await holder(stage), 'r');
    same('the claim', await stage.taken('b', { now: times.late }), []);
    await stage.ask('r', { type: 'cancel', reason: 'enough' });
    const claim = await stage.take('b', 'r');
    await stage.append(claim.hold, { status: 'REVERTED' });
    same('the claim after its end', await stage.taken('b'), ['s']);
  }),

  fact('a run keeps its lock, whoever goes on with it', async (stage) => {
    const hold = await stage.hold('r', queue);
    await stage.create('s', queue);
    await stage.journal.release(hold);
    same('when it is released', await holder(stage), 'r');
    await stage.take('a', 'r');
    await stage.journal.resign('a');
    same('when its owner resigns', await holder(stage), 'r');
    await stage.hold('t');
    await stage.take('a', 'r');
    same('when it is taken over', await stage.taken('b', { now: times.late }), ['r', 't']);
    same('who has the lock', await holder(stage), 'r');
  }),

  fact('runs of other locks, and of none, do not wait', async (stage) => {
    await stage.hold('r', queue);
    await stage.create('s', queue);
    await stage.hold('t', { ...reject, lock: 'other' });
    await stage.hold('u', { onConflict: 'reject' });
    await stage.hold('v', { onConflict: 'reject' });
    await stage.create('w', { lock: 'third' });
    same('the claim', await stage.taken('b', { limit: 1 }), ['w']);
  }),

  fact('a run gets its lock only when the last of this lock is over', async (stage) => {
    const other = await stage.hold('r', { ...queue, lock: 'other' });
    await stage.hold('s', queue);
    await stage.create('t', queue);
    await stage.append(other, { status: 'SUCCESS' });
    same('the claim', await stage.taken('b'), []);
    same('who has the lock', await holder(stage), 's');
  }),

  fact('a run that ends in its first turn passes no lock on that it never had', async (stage) => {
    await stage.hold('r', queue);
    const done = { ...queue, status: 'SUCCESS', facts: [started('s'), note(1)] } as const;
    same('the run', await stage.create('s', done), { is: 'waiting' });
    same('its status', (await stage.record('s')).status, 'PENDING');
    await stage.hasLog('s', [started('s')]);
    same('who has the lock', await holder(stage), 'r');
  }),

  fact('a run turns back without the lock that it waits for', async (stage) => {
    const hold = await stage.hold('r', queue);
    for (const id of ['s', 't']) await stage.create(id, queue);
    await stage.ask('s', { type: 'cancel', reason: 'enough' });
    same('the claims', await stage.taken('b', { limit: 0 }), []);
    const claim = await stage.take('b', 's');
    same('who has the lock', await holder(stage), 'r');
    await stage.append(claim.hold, { status: 'REVERTED' });
    same('who has the lock when it is over', await holder(stage), 'r');
    same('the claim of the one behind it', await stage.taken('b'), []);
    await stage.append(hold, { status: 'SUCCESS' });
    same('the claim after the end', await stage.taken('b'), ['t']);
    same('who has the lock at last', await holder(stage), 't');
  }),

  fact('a run that turns back may be given its lock meanwhile', async (stage) => {
    const hold = await stage.hold('r', queue);
    for (const id of ['s', 't']) await stage.create(id, queue);
    await stage.ask('s', { type: 'cancel', reason: 'enough' });
    const claim = await stage.take('b', 's');
    await stage.append(hold, { status: 'SUCCESS' });
    same('the claim of the one behind it', await stage.taken('c'), []);
    await stage.append(claim.hold, { status: 'REVERTED' });
    same('the claim after the end', await stage.taken('c'), ['t']);
  }),

  fact('of two that want a lock at once, one has it', async (stage) => {
    const created = await Promise.all([stage.create('r', queue), stage.create('s', queue)]);
    same('the two', created.map(({ is }) => is).sort(), ['held', 'waiting']);
  }),
];

/** Who has the lock, as the next is told; that one ends at once if there is none. */
async function holder(stage: Stage): Promise<string | undefined> {
  const probe = { ...reject, owner: 'c', status: 'SUCCESS' } as const;
  const created = await stage.create('probe', probe);
  return created.is === 'locked' ? created.by : undefined;
}
