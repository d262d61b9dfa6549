import type { Flow, RunRecord } from '@conductor/taskflow';
import { replay, statusesOf } from '@conductor/taskflow/kernel';
import type { Fact, State, TaskStatus } from '@conductor/taskflow/kernel';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import type { Campaign } from './campaign.ts';
import type { Entry, Ledger } from './ledger.ts';
import { flowOf } from './performance.ts';
import { plotsOf } from './plot.ts';
import type { Plot, Step } from './plot.ts';
import type { Saying, Submission } from './saying.ts';

/** All that is known of one run when the campaign is over. */
export interface Case {
  readonly record: RunRecord;
  readonly submission: Submission;
  readonly plot: Plot;
  readonly facts: readonly Fact[];
  /** What the facts lead to. */
  readonly state: State;
  /** What the ledger says of it, in order. */
  readonly entries: readonly Entry[];
  readonly said: readonly Saying[];
  /** What is known of each task that was written to do something. */
  readonly tasks: readonly TaskCase[];
}

/** The same of one task. */
export interface TaskCase {
  readonly step: Step;
  readonly status: TaskStatus;
  readonly facts: readonly Fact[];
  readonly entries: readonly Entry[];
}

/**
 * Lays out what is known of each run of the journal.
 *
 * @throws {InvariantError} when a log cannot be replayed.
 */
export async function casesOf(
  seed: number,
  journal: SqliteJournal,
  ledger: Ledger,
  entries: readonly Entry[],
  { said, submissions }: Campaign,
): Promise<readonly Case[]> {
  const plots = new Map(plotsOf(seed).map((plot) => [plot.name, plot]));
  const flows = new Map([...plots].map(([name, plot]) => [name, flowOf(plot, ledger)]));
  const entriesOf = Map.groupBy(entries, ({ run }) => run);
  const saidOf = Map.groupBy(said, (saying) => ('run' in saying ? saying.run : ''));
  const cases: Case[] = [];
  for (const record of await recordsOf(journal)) {
    const submission = sure(submissions.get(record.id), record.id);
    const plot = sure(plots.get(record.flow), record.flow);
    const flow = sure(flows.get(record.flow), record.flow);
    const facts = await journal.load(record.id);
    const ofRun = entriesOf.get(record.id) ?? [];
    const state = replay(flow.plan, facts);
    const tasks = tasksOf(plot, flow, state, facts, ofRun);
    const sayings = saidOf.get(record.id) ?? [];
    cases.push({ record, submission, plot, facts, state, entries: ofRun, said: sayings, tasks });
  }
  return cases;
}

/** The locks of runs that have one. */
export function locksOf(cases: readonly Case[]): ReadonlyMap<string, string> {
  return new Map(
    cases.flatMap(({ record: { id, lock } }) => (lock === undefined ? [] : [[id, lock]])),
  );
}

/** Name of a task, which is the end of its path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function tasksOf(
  plot: Plot,
  { plan }: Flow,
  state: State,
  facts: readonly Fact[],
  entries: readonly Entry[],
): TaskCase[] {
  const statuses = statusesOf(state);
  return stepsOf(plot).map((step) => {
    const { path } = sure(
      plan.atoms.find((atom) => nameOf(atom.path) === step.name),
      step.name,
    );
    return {
      step,
      status: sure(statuses.get(path), path),
      facts: facts.filter((fact) => 'task' in fact && fact.task === path),
      entries: entries.filter(({ task }) => task === step.name),
    };
  });
}

function stepsOf({ parts }: Plot): readonly Step[] {
  return parts.flatMap((part) => {
    if (part.kind === 'step') return [part.step];
    return part.kind === 'parallel' ? part.branches.flat() : [part.then, part.otherwise];
  });
}

async function recordsOf(journal: SqliteJournal): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  for (let after: string | undefined; ;) {
    const page = await journal.list({ limit: 1_000, ...(after !== undefined && { after }) });
    all.push(...page.runs);
    after = page.next;
    if (after === undefined) return all;
  }
}

function sure<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`nothing is known of '${what}'`);
  return value;
}
