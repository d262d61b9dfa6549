import type { RunFilter, RunRecord } from '../../journal/run-record.ts';
import { same } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import type { Stage } from './stage.ts';

/** Which runs are listed, and how page follows page. */
export const listCases: readonly JournalCase[] = [
  fact('an empty journal lists nothing', async (stage) => {
    same('the page', await stage.journal.list({}), { runs: [] });
  }),

  fact('a filter lets through what fits all of it', async (stage) => {
    await stage.hold('1', { flow: 'f', status: 'RUNNING', lock: 'vm' });
    await stage.hold('2', { flow: 'f', status: 'SUCCESS', lock: 'other' });
    await stage.hold('3', { flow: 'g', status: 'REVERTED', version: 2 });
    await stage.hold('4', { flow: 'g', status: 'SUSPENDED', lock: 'third' });
    await stage.create('5', { flow: 'f', lock: 'vm' });
    const cases: readonly (readonly [RunFilter, string])[] = [
      [{}, '54321'],
      [{ flow: 'f' }, '521'],
      [{ flow: 'h' }, ''],
      [{ status: 'SUCCESS' }, '2'],
      [{ status: 'FAILURE' }, ''],
      [{ status: ['SUSPENDED', 'PENDING', 'REVERTED'] }, '543'],
      [{ status: [] }, ''],
      [{ lock: 'vm' }, '51'],
      [{ lock: '' }, ''],
      [{ flow: 'f', status: ['SUCCESS', 'RUNNING'] }, '21'],
      [{ flow: 'f', status: 'PENDING', lock: 'vm' }, '5'],
      [{ flow: 'g', lock: 'vm' }, ''],
    ];
    for (const [filter, expected] of cases) {
      const { runs } = await stage.journal.list(filter);
      same(JSON.stringify(filter), runs.map(({ id }) => id).join(''), expected);
    }
  }),

  fact('a filter sees a run as it is now', async (stage) => {
    const hold = await stage.hold('r');
    await stage.append(hold, { status: 'FAILURE' });
    same('as it was', (await stage.journal.list({ status: 'RUNNING' })).runs, []);
    const { runs } = await stage.journal.list({ status: 'FAILURE' });
    same('as it is', runs, [await stage.record('r')]);
  }),

  fact('pages follow one another, and the last one says so', async (stage) => {
    await stage.wait('1', '2', '3', '4', '5', '6');
    const pages = [
      { limit: 1, expected: ['6', '5', '4', '3', '2', '1'] },
      { limit: 3, expected: ['654', '321'] },
      { limit: 4, expected: ['6543', '21'] },
      { limit: 6, expected: ['654321'] },
      { limit: 7, expected: ['654321'] },
    ];
    for (const { limit, expected } of pages) {
      same(`pages of ${limit}`, await walk(stage, { limit }), expected);
    }
  }),

  fact('pages have the runs that fit, and no gaps', async (stage) => {
    for (const id of ['1', '2', '3', '4', '5', '6', '7']) {
      await stage.create(id, { flow: Number(id) % 3 === 0 ? 'g' : 'f' });
    }
    same('pages of f', await walk(stage, { flow: 'f', limit: 2 }), ['75', '42', '1']);
    same('pages of g', await walk(stage, { flow: 'g', limit: 2 }), ['63']);
  }),

  fact('pages stand still while runs are added, changed and forgotten', async (stage) => {
    const first = await stage.hold('1');
    await stage.wait('2', '3');
    const fourth = await stage.hold('4');
    await stage.wait('5', '6');
    const added = ['7', '8', '9'];
    const pages = await walk(stage, { limit: 2 }, async (page) => {
      const id = added.shift();
      if (id !== undefined) await stage.wait(id);
      if (page === 1) await stage.append(first, { status: 'REVERTING' });
      if (page !== 2) return;
      await stage.append(fourth, { status: 'SUCCESS', at: 30 });
      same('forgotten', await stage.journal.prune(31, 1), 1);
    });
    same('the pages', pages, ['65', '43', '21']);
    same('the pages later', await walk(stage, {}), ['98765321']);
  }),

  fact('a page has 100 runs when nothing is said, and 1,000 at most', async (stage) => {
    const ids = Array.from({ length: 1_001 }, (_, index) => `r${index}`);
    await Promise.all(ids.map((id) => stage.create(id)));
    const usual = await stage.journal.list({});
    same('the runs on a page', usual.runs.length, 100);
    const most = await stage.journal.list({ limit: 5_000 });
    same('the runs on a long page', most.runs.length, 1_000);
    const all = [...most.runs];
    if (most.next !== undefined) {
      all.push(...(await stage.journal.list({ limit: 5_000, after: most.next })).runs);
    }
    const listed: readonly RunRecord[] = all;
    same('the runs of both', new Set(listed.map(({ id }) => id)).size, 1_001);
  }),
];

/** All pages, each as the ids of its runs; `between` happens after each of them. */
async function walk(
  stage: Stage,
  filter: RunFilter,
  between: (page: number) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const pages: string[] = [];
  let after: string | undefined;
  do {
    const { runs, next } = await stage.journal.list({
      ...filter,
      ...(after !== undefined && { after }),
    });
    pages.push(runs.map(({ id }) => id).join(''));
    after = next;
    await between(pages.length);
  } while (after !== undefined && pages.length < 20);
  return pages;
}
