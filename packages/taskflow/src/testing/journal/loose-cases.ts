import type { RunKind } from '../../journal/journal.ts';
import { same } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { type Stage, times } from './stage.ts';

/** Which unfinished runs nobody goes on with, by what they are made of. */
export const looseCases: readonly JournalCase[] = [
  fact('runs are loose while nobody holds them whose lease lasts', async (stage) => {
    const hold = await stage.hold('r');
    const kind = { flow: 'f', version: 1, fingerprint: '', runs: 1, oldest: 'r' };
    const { leaseEnd } = times;
    same('at the end of the lease', await loose(stage, leaseEnd), []);
    same('after it', await loose(stage, leaseEnd + 1), [kind]);
    await stage.append(hold);
    await stage.journal.release(hold);
    same('when it is released', await loose(stage, 0), [kind]);
    await stage.take('b', 'r');
    same('when it is taken', await loose(stage, Number.MAX_SAFE_INTEGER), []);
    await stage.journal.resign('b');
    same('when its owner resigns', await loose(stage, 0), [kind]);
    same('the claim: to look takes nothing', await stage.taken('c'), ['r']);
  }),

  fact('loose runs are counted by flow, version and fingerprint', async (stage) => {
    const kinds = [
      { flow: 'f', version: 1, fingerprint: 'x' },
      { flow: 'f', version: 1, fingerprint: 'y' },
      { flow: 'f', version: 2, fingerprint: 'x' },
      { flow: 'g', version: 1, fingerprint: 'x' },
    ];
    for (const round of ['z', 'y', 'x']) {
      for (const [at, kind] of kinds.entries()) await stage.create(`${round}${at}`, kind);
    }
    await stage.hold('held', { ...kinds[0] });
    await stage.take('b', 'z1');
    same('the kinds', await loose(stage, 0), [
      { ...kinds[0], runs: 3, oldest: 'z0' },
      { ...kinds[1], runs: 2, oldest: 'y1' },
      { ...kinds[2], runs: 3, oldest: 'z2' },
      { ...kinds[3], runs: 3, oldest: 'z3' },
    ]);
  }),

  fact(
    'suspended runs and those that wait for a lock are loose, finished ones not',
    async (stage) => {
      for (const status of ['SUSPENDED', 'SUCCESS', 'REVERTED', 'FAILURE'] as const) {
        await stage.append(await stage.hold(status), { status });
      }
      await stage.hold('locks', { lock: 'vm' });
      await stage.create('queued', { lock: 'vm', flow: 'g' });
      same('the kinds', await loose(stage, 0), [
        { flow: 'f', version: 1, fingerprint: '', runs: 1, oldest: 'SUSPENDED' },
        { flow: 'g', version: 1, fingerprint: '', runs: 1, oldest: 'queued' },
      ]);
    },
  ),
];

/** The kinds in the order of their names: a journal may give them in any. */
async function loose(stage: Stage, now: number): Promise<readonly RunKind[]> {
  const kinds = await stage.journal.loose(now);
  return [...kinds].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

function nameOf({ flow, version, fingerprint }: RunKind): string {
  return `${flow}@${version}#${fingerprint}`;
}
