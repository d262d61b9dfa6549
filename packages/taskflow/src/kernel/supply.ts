import type { Draft, Give, Need, Part } from './draft.ts';
import { mistakes } from './mistake.ts';
import type { Mistake } from './mistake.ts';

/** Who needs and who gives what in a group, once its nodes have been supplied from one another. */
export interface Supply {
  readonly needs: Map<string, Need>;
  readonly gives: Map<string, Give>;
}

/** In order: each part is supplied by earlier ones. */
export function supplyInOrder(draft: Draft, group: string, parts: readonly Part[]): Supply {
  const { gives, giver } = collect(draft, group, parts);
  const needs = new Map<string, Need>();
  parts.forEach((part, index) => {
    for (const [key, need] of part.needs) {
      const from = giver.get(key);
      const give = gives.get(key);
      if (from === undefined || give === undefined) addNeed(needs, key, need);
      else if (from < index) satisfy(draft, group, key, give, need);
      else blame(draft, need, (task) => mistakes.later(group, key, task));
    }
  });
  return { needs, gives };
}

/** Side by side: no part is supplied by another. */
export function supplyBeside(draft: Draft, group: string, parts: readonly Part[]): Supply {
  const { gives, giver } = collect(draft, group, parts);
  const needs = new Map<string, Need>();
  parts.forEach((part, index) => {
    for (const [key, need] of part.needs) {
      const from = giver.get(key);
      if (from === undefined) addNeed(needs, key, need);
      else if (from === index) blame(draft, need, (task) => mistakes.itself(group, key, task));
      else blame(draft, need, (task) => mistakes.beside(group, key, task));
    }
  });
  return { needs, gives };
}

/**
 * By data: each part is supplied by whichever gives it; the edges say who waits for whom, by place
 * in the group.
 */
export function supplyByData(
  draft: Draft,
  group: string,
  parts: readonly Part[],
): Supply & { readonly sources: readonly ReadonlySet<number>[] } {
  const { gives, giver } = collect(draft, group, parts);
  const needs = new Map<string, Need>();
  const sources = parts.map((part, index) => {
    const before = new Set<number>();
    for (const [key, need] of part.needs) {
      const from = giver.get(key);
      const give = gives.get(key);
      if (from === undefined || give === undefined) addNeed(needs, key, need);
      else if (from === index) blame(draft, need, (task) => mistakes.itself(group, key, task));
      else {
        before.add(from);
        satisfy(draft, group, key, give, need);
      }
    }
    return before;
  });
  return { needs, gives, sources };
}

/**
 * One arm or none: a key is certain only when every arm gives it, and then both give it into one
 * slot.
 */
export function supplyByChoice(
  draft: Draft,
  group: string,
  condition: Pick<Part, 'needs'>,
  arms: readonly Part[],
): Supply {
  const needs = new Map<string, Need>();
  const gives = new Map<string, Give>();
  const keys = new Set(arms.flatMap((arm) => [...arm.gives.keys()]));
  for (const key of keys) {
    const found = arms.flatMap((arm) => arm.gives.get(key) ?? []);
    const certain =
      arms.length > 1 && found.length === arms.length && found.every((give) => give.certain);
    gives.set(key, shareSlot(found, certain));
  }
  for (const [key, need] of condition.needs) {
    if (keys.has(key)) blame(draft, need, (task) => mistakes.later(group, key, task));
    else addNeed(needs, key, need);
  }
  for (const arm of arms) {
    for (const [key, need] of arm.needs) {
      if (!keys.has(key)) addNeed(needs, key, need);
      else if (arm.gives.has(key)) blame(draft, need, (task) => mistakes.itself(group, key, task));
      else blame(draft, need, (task) => mistakes.beside(group, key, task));
    }
  }
  return { needs, gives };
}

/** Binds every reader of a need to what gives it. */
export function bind(give: Give, need: Need): void {
  for (const read of need.reads) {
    read.slot = give.slot;
    give.reads.push(read);
  }
}

/**
 * Adds a need to those of a group. The first need of a key becomes the group's own and takes the
 * later ones in: its part is never asked again, and a copy for each of many tasks that need the
 * same key would cost the square of their number.
 */
export function addNeed(needs: Map<string, Need>, key: string, need: Need): void {
  const known = needs.get(key);
  if (known === undefined) {
    needs.set(key, need);
    return;
  }
  for (const asker of need.by) known.by.push(asker);
  for (const read of need.reads) known.reads.push(read);
  known.optional &&= need.optional;
}

/**
 * Pushes one mistake for each task that cannot do without a key, and says what the task calls it
 * where that is something else.
 */
export function blame(draft: Draft, need: Need, say: (task: string) => Mistake): void {
  const inputsOf = new Map<string, string[]>();
  for (const { task, input } of need.by) {
    const known = inputsOf.get(task);
    if (known === undefined) inputsOf.set(task, [input]);
    else known.push(input);
  }
  for (const [task, inputs] of inputsOf) {
    const mistake = say(task);
    const renamed = inputs.some((input) => input !== mistake.key);
    draft.mistakes.push(renamed ? { ...mistake, inputs } : mistake);
  }
}

function satisfy(draft: Draft, group: string, key: string, give: Give, need: Need): void {
  if (!give.certain) blame(draft, need, (task) => mistakes.sometimes(group, key, task));
  bind(give, need);
}

function collect(draft: Draft, group: string, parts: readonly Part[]) {
  const gives = new Map<string, Give>();
  const giver = new Map<string, number>();
  parts.forEach((part, index) => {
    for (const [key, give] of part.gives) {
      if (gives.has(key)) draft.mistakes.push(mistakes.twice(group, key, give.by));
      else {
        gives.set(key, give);
        giver.set(key, index);
      }
    }
  });
  return { gives, giver };
}

function shareSlot(found: readonly Give[], certain: boolean): Give {
  const slot = found[0]?.slot ?? -1;
  const shared: Give = {
    by: found[0]?.by ?? '',
    certain,
    slot,
    writes: found.flatMap((give) => give.writes),
    reads: found.flatMap((give) => give.reads),
  };
  for (const binding of shared.writes) binding.slot = slot;
  for (const read of shared.reads) read.slot = slot;
  return shared;
}
