// Goal: the page of errors has every class, code and kind, and each is what the page says.
// Method: the page is made of the tables that are tested here; each row is made to come about, and
// the sources are searched for codes that no row has.
import { memoryJournal, quietLogger, run, RunError, TaskError } from '@conductor/taskflow';
import type { Mistake, MistakeCode } from '@conductor/taskflow';
import { limits, mistakes, runStatuses } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, test } from 'vitest';
import { read } from '../tidy/tree.ts';
import { kinds } from './kind.ts';
import type { Kind } from './kind.ts';
import { resumeLost } from './lost-run.ts';
import { commented } from './shown.ts';
import { code, expectSections, table } from './table.ts';
import { thrownDurably } from './thrown-durably.ts';
import { thrown } from './thrown.ts';
import type { Thrown } from './thrown.ts';

/** Every mistake in a flow; `test/types/mistakes.test.ts` makes them come about. */
const wrong: Readonly<Record<MistakeCode, Mistake>> = {
  MISSING_INPUT: mistakes.missing('flow', 'key', 'task'),
  PROVIDED_LATER: mistakes.later('group', 'key', 'task'),
  PROVIDED_BESIDE: mistakes.beside('group', 'key', 'task'),
  PROVIDED_SOMETIMES: mistakes.sometimes('group', 'key', 'task'),
  PROVIDED_TWICE: mistakes.twice('group', 'key', 'task'),
  PROVIDED_BY_ITSELF: mistakes.itself('group', 'key', 'task'),
  TYPE_CLASH: mistakes.clash('group', 'key', 'task', '…'),
  INJECT_UNUSED: mistakes.unused('node', 'key'),
  RENAME_UNKNOWN: mistakes.unknown('node', 'key', 'requires'),
  CYCLE: mistakes.cycle('group', ['one', 'two', 'one']),
  NAME_TWICE: mistakes.nameTwice('flow', 'name'),
  NAME_INVALID: mistakes.nameInvalid('flow', 'na/me'),
  LIMIT: mistakes.limit('flow', 'nodes nested', 100, 101),
};

test.each([...thrown, ...thrownDurably])(
  '$code is the code of $is.name: $when',
  async ({ is, code, provoke }) => {
    const error = await thrownBy(provoke);
    expect(error).toBeInstanceOf(is);
    expect(error).toMatchObject({ name: is.name, code });
  },
);

test.each(Object.entries(wrong))('%s is the code of its mistake', (name, mistake) => {
  expect(mistake.code).toBe(name);
});

describe('a failure of kind', () => {
  test.each(Object.entries(kinds))('%s is recorded as the page says', async (kind, row) => {
    const { facts, error: thrownByRun } =
      kind === 'lost'
        ? await resumeLost(row.flow, limits.lossesPerTask)
        : await failed(row, kind === 'cancelled');
    const { failure, outcome, error } = toldOf(facts, thrownByRun);
    expect(failure).toMatchObject({ kind, retryable: row.retryable });
    expect(failure?.code).toBe(row.code);
    expect(outcome).toBe(row.outcome);
    // Who catches the error itself must not read something else in it than the log has.
    const { outcome: said = outcome } = error instanceof TaskError ? error : {};
    if (outcome !== 'never ran') expect(said).toBe(outcome);
  });
});

test('the sources have no code that the page lacks', () => {
  const inSources = commented.flatMap((path) => read(path).match(/(?<=')[A-Z]+(_[A-Z]+)*(?=')/g));
  const onPage = [thrown, thrownDurably, Object.values(wrong), Object.values(kinds)].flatMap(
    (rows) => rows.map((row) => row.code),
  );
  const known = new Set<string | undefined | null>([...onPage, ...runStatuses]);
  // Codes of the operating system are read, and never thrown.
  const ours = inSources.filter((found) => found !== null && !/^E[A-Z]+$/.test(found));
  expect(ours.filter((found) => !known.has(found))).toEqual([]);
});

test('the page of errors shows these tables', async () => {
  await expectSections('docs/reference/errors.md', [
    tableOf(thrown),
    tableOf(thrownDurably),
    table(
      ['code', 'says'],
      ...Object.values(wrong).map(({ code: name, message }) => [
        code(name),
        message.replace('taskflow: ', ''),
      ]),
    ),
    table(
      ['kind', 'code', 'effect', 'tried again', 'when'],
      ...Object.entries(kinds).map(([kind, { code: name, outcome, retryable, when }]) => [
        code(kind),
        name === undefined ? '' : code(name),
        outcome,
        retryable ? 'yes' : 'no',
        when,
      ]),
    ),
  ]);
});

function tableOf(rows: readonly Thrown[]): string {
  const cells = rows.map(({ is, code: name, when }) => [code(is.name), code(name), when]);
  return table(['class', 'code', 'when'], ...cells);
}

async function thrownBy(provoke: () => unknown): Promise<unknown> {
  try {
    return await provoke();
  } catch (error) {
    return error;
  }
}

/** What a run leaves that fails in one way. */
async function failed({ flow }: Kind, cancel: boolean) {
  const clock = manualClock();
  const journal = memoryJournal();
  const aborting = new AbortController();
  const options = { id: 'game-1', clock, journal, log: quietLogger, signal: aborting.signal };
  const ended = thrownBy(() => run(flow, {}, options));
  await clock.advance(0);
  if (cancel) aborting.abort(new Error('supper'));
  await clock.advance(1_000);
  const error = await ended;
  return { facts: journal.load('game-1'), error };
}

/** The failure of a run, with what the log says of the outcome, and what was thrown. */
function toldOf(facts: readonly Fact[], error: unknown) {
  const { failures, errors } = error instanceof RunError ? error : { failures: [], errors: [] };
  const [outcome] = facts.flatMap((fact) => {
    if (fact.type === 'task-refused') return ['never ran'];
    return fact.type === 'task-failed' ? [fact.outcome] : [];
  });
  return { failure: failures[0], outcome, error: errors[0] };
}
