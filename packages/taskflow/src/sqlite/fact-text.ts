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
    text += fact.at === at ? timeless(fact) : JSON.stringify(fact);
  }
  return `${text}]`;
}

function timeless(fact: Fact): string {
  const { type } = fact;
  if (type === 'task-started') return `{"type":"task-started","task":${quoted(fact.task)}}`;
  if (type === 'task-succeeded') {
    const { task, result } = fact;
    const start = `{"type":"task-succeeded","task":${quoted(task)}`;
    return result === undefined ? `${start}}` : `${start},"result":${JSON.stringify(result)}}`;
  }
  return JSON.stringify({ ...fact, at: undefined });
}

/** A path as JSON. The same ones are written by run after run. */
function quoted(path: string): string {
  let text = known.get(path);
  if (text === undefined) {
    text = JSON.stringify(path);
    if (known.size >= mostKnown) known.clear();
    known.set(path, text);
  }
  return text;
}

const known = new Map<string, string>();
const mostKnown = 10_000;

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
