import { linear, parallel } from '@conductor/taskflow';
import type { Row } from '../row.ts';

const chunks = Array.from({ length: 10 }, (_, chunk) => ({
  chunk: `chunk${chunk}`,
  sum: `r${chunk}`,
  values: Array.from({ length: 1_000 }, (_item, index) => 1_000 * chunk + index),
}));
// The sum of a row of numbers is the mean of its ends, once for each.
const sums = chunks.map(({ sum }, chunk) => [sum, 1_000_000 * chunk + 499_500] as const);

/** Tasks side by side. */
export const parallelRows: readonly Row[] = [
  {
    id: 'U01',
    fact: 'one task in a parallel gives what it gives elsewhere',
    node: ({ step }) => parallel('p', step('a', { gives: { x: 5 } })),
    events: 'RUNNING a:running a:succeeded(x=5) SUCCESS',
    results: { x: 5 },
  },
  {
    id: 'U05',
    fact: 'siblings that have started are reverted with the one that failed',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('a', { fails: 'X' }),
        step('b', { gives: { b: 2 } }),
        step('c', { gives: { c: 3 } }),
      ),
    chains: [
      'RUNNING a:running a:failed(X) REVERTING a:reverting a:reverted REVERTED',
      'RUNNING b:running b:succeeded(b=2) b:reverting b:reverted REVERTED',
      'RUNNING c:running c:succeeded(c=3) c:reverting c:reverted REVERTED',
    ],
    outcome: 'REVERTED',
    failures: ['a: X'],
  },
  {
    // TaskFlow submits all that is ready and so runs b and c after the failure; here nothing starts
    // once the run turns back, which saves their work and their reverts.
    id: 'U05',
    fact: 'siblings that have not started when one fails never do',
    ways: 'serial',
    node: ({ step }) =>
      parallel(
        'p',
        step('a', { fails: 'X' }),
        step('b', { gives: { b: 2 } }),
        step('c', { gives: { c: 3 } }),
      ),
    events: 'RUNNING a:running a:failed(X) REVERTING a:reverting a:reverted REVERTED',
    outcome: 'REVERTED',
    failures: ['a: X'],
  },
  {
    id: 'U07',
    fact: 'a task under way is waited for and then reverted, while the failed one is at once',
    ways: 'parallel',
    node: ({ step }) =>
      parallel(
        'p',
        step('a', { fails: 'X', slow: 100 }),
        step('b', { gives: { b: 2 }, slow: 400 }),
      ),
    events: `
      RUNNING a:running b:running a:failed(X)
      REVERTING a:reverting a:reverted b:succeeded(b=2) b:reverting b:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['a: X'],
  },
  {
    // Each failure is reported, the cause before those of the reverts; TaskFlow drops the cause.
    id: 'U09',
    fact: 'a revert that fails stops none beside it',
    node: ({ step }) =>
      linear(
        'l',
        parallel(
          'p',
          step('a', { revert: { fails: 'RA' } }),
          step('b', { revert: { fails: 'RB' } }),
        ),
        step('x', { fails: 'X' }),
      ),
    chains: [
      `RUNNING a:running a:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted a:reverting a:revert-failed(RA) FAILURE`,
      `RUNNING b:running b:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted b:reverting b:revert-failed(RB) FAILURE`,
    ],
    outcome: 'FAILURE',
    failures: ['x: X', 'b: RB', 'a: RA'],
  },
  {
    id: 'U11',
    fact: 'what stands before a parallel is reverted after all of its branches',
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 5 } }),
        step('b', { gives: { b: 5 } }),
        parallel('p', step('c', { gives: { c: 5 } }), step('x', { fails: 'Woot!' })),
      ),
    chains: [
      `RUNNING a:running a:succeeded(a=5) b:running b:succeeded(b=5) x:running x:failed(Woot!)
      REVERTING x:reverting x:reverted b:reverting b:reverted a:reverting a:reverted REVERTED`,
      'b:succeeded(b=5) c:running c:succeeded(c=5) c:reverting c:reverted b:reverting',
    ],
    outcome: 'REVERTED',
    failures: ['x: Woot!'],
  },
  {
    id: 'U13',
    fact: 'many tasks beside one another feed one that comes after them',
    input: Object.fromEntries(chunks.map(({ chunk, values }) => [chunk, values])),
    node: ({ loose }) =>
      linear(
        'l',
        parallel(
          'maps',
          ...chunks.map(({ chunk, sum }) => loose(`of-${chunk}`, { takes: [chunk], sums: sum })),
        ),
        loose('total', { takes: sums.map(([sum]) => sum), sums: 'total' }),
      ),
    within: chunks.map(({ chunk }, index) => {
      const [sum, value] = sums[index] ?? [];
      return `of-${chunk}:running of-${chunk}:succeeded(${sum}=${value}) total:running`;
    }),
    results: { ...Object.fromEntries(sums), total: 49_995_000 },
  },
];
