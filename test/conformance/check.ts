import { flow, FlowError, InputError, memoryJournal, run, RunError } from '@conductor/taskflow';
import type { Flow } from '@conductor/taskflow';
import { replay, statusesOf } from '@conductor/taskflow/kernel';
import { expect } from 'vitest';
import { checkScene } from './check-scene.ts';
import { checkStory } from './check-story.ts';
import type { Answers } from './does.ts';
import { historyOf } from './history.ts';
import type { History } from './history.ts';
import type { Way } from './named.ts';
import type { Refused, Row, Runs, Unbuildable } from './row.ts';
import { shelves } from './shelf.ts';
import { shapeOf, stageOf } from './stage.ts';
import type { Stage } from './stage.ts';
import { failureWords, mistakeWords, wordsOf } from './words.ts';

/** A row, and one of the ways to run it. */
export interface Case {
  readonly row: Row;
  readonly way: Way;
  readonly answers: Answers;
  readonly kept: Kept;
}

/** Where the runs of a row are kept. */
type Kept = keyof typeof shelves;

/** Every row in every way that it asks for, each with its title. */
export function casesOf(rows: readonly Row[]): [title: string, Case][] {
  return rows.flatMap((row) =>
    casesOfOne(row).map((one): [string, Case] => {
      const { way, answers, kept } = one;
      return [`${row.id} ${row.fact} (${way}, ${answers}, ${kept})`, one];
    }),
  );
}

function casesOfOne(row: Row): Case[] {
  const simple = { row, way: 'serial', answers: 'at once', kept: 'memory' } as const;
  if ('mistakes' in row || 'problems' in row) return [simple];
  if ('play' in row) {
    const keeps = row.kept === undefined ? bothKept : [row.kept];
    return keeps.map((kept) => ({ ...simple, kept }));
  }
  const ways = row.ways === undefined ? bothWays : [row.ways];
  const keeps = 'lives' in row ? bothKept : (['memory'] as const);
  return ways.flatMap((way) =>
    bothAnswers.flatMap((answers) => keeps.map((kept) => ({ row, way, answers, kept }))),
  );
}

const bothWays = ['serial', 'parallel'] as const satisfies readonly Way[];
const bothAnswers = ['at once', 'with a promise'] as const satisfies readonly Answers[];
const bothKept = ['memory', 'file'] as const satisfies readonly Kept[];

/** Plays a row and compares everything that can be seen of it. */
export async function check({ row, way, answers, kept }: Case): Promise<void> {
  const concurrency = concurrencies[way];
  if ('play' in row) {
    await checkScene(row, shelves[kept]());
    return;
  }
  if ('lives' in row) {
    await checkStory(row, shelves[kept](), { answers, concurrency });
    return;
  }
  const stage = stageOf(answers);
  if ('mistakes' in row) {
    refusesToBuild(row, stage);
    return;
  }
  const input = row.input ?? {};
  const keys = 'declares' in row ? row.declares : Object.keys(input);
  const closed = flow({ name: 'f', input: shapeOf(keys) }, row.node(stage));
  if ('declares' in row) {
    await refusesToRun(row, closed, stage);
    return;
  }
  for (let time = 1; time <= (row.times ?? 1); time++) {
    stage.notes.length = 0;
    await runs(row, closed, stage, concurrency);
  }
}

async function runs(row: Runs, closed: Flow, stage: Stage, concurrency: number): Promise<void> {
  const history = historyOf(row.byPath ?? false);
  const journal = memoryJournal();
  const ended = await endOf(
    stage,
    run(closed, row.input ?? {}, {
      id: 'r',
      clock: stage.clock,
      concurrency,
      journal,
      listeners: [history.listener, ...(row.listener ? [row.listener(stage)] : [])],
      receivers: row.receivers?.(stage) ?? [],
      log: unexpected,
    }),
  );
  tells(row, history);
  expect(stage.notes, 'notes').toEqual(row.notes ?? []);
  expect(history.states.at(-1), 'outcome').toBe(row.outcome ?? 'SUCCESS');
  if (row.outcome === undefined) expect(ended).toEqual({ value: row.results ?? {} });
  else throws(row, ended, history, stage);
  expect(history.mostUnderWay(), 'tasks under way').toBeLessThanOrEqual(concurrency);
  // What was told is what the journal has, and of what never started nothing was told.
  const statuses = statusesOf(replay(closed.plan, journal.load('r')));
  for (const { path, kind } of closed.plan.atoms) {
    if (kind === 'task') expect(history.tasks.get(path) ?? 'pending').toBe(statuses.get(path));
  }
}

const concurrencies = { serial: 1, parallel: 4 } as const satisfies Record<Way, number>;

/** Nothing in these tables writes to the log; a listener that threw would. */
const unexpected = {
  debug: neverCalled,
  info: neverCalled,
  warn: neverCalled,
  error: neverCalled,
} as const;

function neverCalled(fields: object, message: string): never {
  throw new Error(`${message}: ${JSON.stringify(fields)}`);
}

type Ended = { readonly value: unknown } | { readonly error: unknown };

/** Waits for a run to end, and moves the clock as long as it does not. */
async function endOf(stage: Stage, running: Promise<unknown>): Promise<Ended> {
  const ends: Ended[] = [];
  void running.then(
    (value) => ends.push({ value }),
    (error: unknown) => ends.push({ error }),
  );
  for (let round = 0; round < 100; round++) {
    await stage.clock.advance(1_000);
    const [end] = ends;
    if (end !== undefined) return end;
  }
  throw new Error('the run does not end');
}

/** Compares the events; TaskFlow has no word for a run that turns back, which ours tells too. */
function tells({ events, chains, within = [] }: Runs, { words }: History): void {
  if (events !== undefined) expect(words).toEqual(wordsOf(events));
  if (chains !== undefined) {
    expect(new Set(words).size, 'no event comes twice').toBe(words.length);
    expect(words.toSorted()).toEqual([...new Set(chains.flatMap(wordsOf))].sort());
  }
  for (const chain of [...(chains ?? []), ...within]) {
    const wanted = wordsOf(chain);
    expect(words.filter((word) => wanted.includes(word))).toEqual(wanted);
  }
}

/** Compares the error of a run with the row, and with what was told on the way. */
function throws(row: Runs, ended: Ended, history: History, stage: Stage): void {
  const error = 'error' in ended ? ended.error : undefined;
  if (!(error instanceof RunError)) throw new Error('no RunError', { cause: error });
  expect(error.outcome).toBe(row.outcome);
  expect(error.reason).toBe('failed');
  expect(error.failures.map(failureWords)).toEqual(row.failures ?? []);
  const toldTo = (are: RegExp): string[] =>
    [...history.tasks].filter(([, state]) => are.test(state)).map(([path]) => path);
  expect(error.reverted.toSorted()).toEqual(toldTo(/^reverted$/).sort());
  const stands = /^(succeeded|failed|tolerated|revert-failed)$/;
  expect(error.standing.toSorted()).toEqual(toldTo(stands).sort());
  // The first failure brought the run down, and each error is the very object that was thrown.
  expect(error.cause).toBe(error.errors[0]);
  error.failures.forEach(({ kind }, index) => {
    if (kind === 'error') expect(stage.thrown).toContain(error.errors[index]);
  });
}

function refusesToBuild(row: Unbuildable, stage: Stage): void {
  const build = (): Flow =>
    flow({ name: 'f', input: shapeOf(Object.keys(row.input ?? {})) }, row.node(stage));
  expect(mistakesIn(build)).toEqual(row.mistakes);
}

function mistakesIn(build: () => Flow): string[] {
  try {
    build();
  } catch (error) {
    if (error instanceof FlowError) return error.mistakes.map(mistakeWords);
    throw error;
  }
  return [];
}

async function refusesToRun(row: Refused, closed: Flow, stage: Stage): Promise<void> {
  const history = historyOf(false);
  const journal = memoryJournal();
  const options = { id: 'r', clock: stage.clock, journal, listeners: [history.listener] };
  const ended = await endOf(stage, run(closed, row.input ?? {}, options));
  const error = 'error' in ended ? ended.error : undefined;
  if (!(error instanceof InputError)) throw new Error('no InputError', { cause: error });
  expect(error.problems).toEqual(row.problems);
  expect(history.words).toEqual([]);
  expect(journal.load('r')).toEqual([]);
}
