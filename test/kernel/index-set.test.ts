import { emptyState } from '@conductor/taskflow/kernel';
import type { IndexSet } from '@conductor/taskflow/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { flow, group, planOf, task } from './blueprint.ts';
import { agree, always } from './property.ts';

/** Members up to three levels of the tree, many of them where one word or level ends. */
const members = fc.oneof(
  fc.nat(70),
  fc.constantFrom(31, 32, 33, 63, 64, 1_023, 1_024, 1_025, 32_767, 32_768, 32_769),
  fc.nat(40_000),
);

const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom('add' as const, 'add' as const, 'delete' as const, 'ask' as const),
    member: members,
  }),
  { maxLength: 60 },
);

it.each([0, 33, 1_025])('a set made for %i members answers as a sorted list does', (size) => {
  const plan = planOf(flow('f', { ...group('parallel', 'p'), nodes: tasks(size) }));
  always(deeds, (list) => {
    const set = emptyState(plan).ready;
    const model = new Set<number>();
    for (const { deed, member } of list) {
      if (deed === 'add') {
        set.add(member);
        model.add(member);
      } else if (deed === 'delete') {
        set.delete(member);
        model.delete(member);
      }
      const sorted = [...model].toSorted((a, b) => a - b);
      agree(set.next(member), sorted.find((one) => one >= member) ?? -1, 'the next');
      agree(set.previous(member), sorted.findLast((one) => one <= member) ?? -1, 'the previous');
      agree(set.previous(member - 1), sorted.findLast((one) => one < member) ?? -1, 'one before');
    }
    agree(
      upwards(set),
      [...model].toSorted((a, b) => a - b),
      'all members',
    );
    agree(upwards(set), downwards(set).toReversed(), 'all members, from above');
  });
});

it('an empty set has no member on either side', () => {
  const set = emptyState(planOf(flow('f', task('t')))).ready;
  set.delete(5);
  expect([set.next(0), set.previous(1_000_000), set.previous(-1)]).toEqual([-1, -1, -1]);
});

function tasks(count: number) {
  return Array.from({ length: count }, (_, n) => task(`t${n}`));
}

function upwards(set: IndexSet): number[] {
  const all: number[] = [];
  for (let at = set.next(0); at >= 0; at = set.next(at + 1)) all.push(at);
  return all;
}

function downwards(set: IndexSet): number[] {
  const all: number[] = [];
  for (let at = set.previous(50_000); at >= 0; at = set.previous(at - 1)) all.push(at);
  return all;
}
