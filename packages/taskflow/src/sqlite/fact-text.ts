import { JournalError } from '../errors.ts';
import type { Fact } from '../kernel/index.ts';
import { trust } from '../trust.ts';

/**
 * Facts as a row of `turns` keeps them: the time that nearly all facts of a turn share is in a
 * column of its own, and left out of those that have it.
 */
export function textOf(facts: readonly Fact[], at: number): string {
  let text = '[';
  for (const fact of facts) {
    if (text.length > 1) text += ',';
    text += JSON.stringify(fact.at === at ? { ...fact, at: undefined } : fact);
  }
  return `${text}]`;
}

/** The facts of a row. */
export function factsOf(text: string, at: number): readonly Fact[] {
  let facts;
  try {
    facts = trust<{ at?: number }[]>(JSON.parse(text));
  } catch (error) {
    throw new JournalError('JOURNAL_CORRUPT', 'facts are damaged: go back to a backup', {
      cause: error,
    });
  }
  for (const fact of facts) fact.at ??= at;
  return trust<readonly Fact[]>(facts);
}
