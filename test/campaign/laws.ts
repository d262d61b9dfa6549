import { isDeepStrictEqual } from 'node:util';
import { tasksThat } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { nameOf } from './case.ts';
import type { Case, TaskCase } from './case.ts';
import type { Entry } from './ledger.ts';
import type { Asked, Saying } from './saying.ts';

/** What must be true of every run, however often its process was killed. */
export const runLaws: Readonly<Record<string, (run: Case) => boolean>> = {
  'it is finished, and its log ends once, as its record and its facts say': ({
    record,
    facts,
    state,
  }) => {
    const ends = facts.filter(({ type }) => type === 'run-finished');
    const last = facts.at(-1);
    return (
      ends.length === 1 &&
      last?.type === 'run-finished' &&
      last.outcome === record.status &&
      last.outcome === state.status &&
      record.facts === facts.length &&
      record.owner === undefined
    );
  },

  'every fact that was acknowledged is where it was': ({ facts, said }) =>
    said.every(
      (saying) => saying.is !== 'fact' || isDeepStrictEqual(facts[saying.position], saying.fact),
    ),

  'it has the result that was acknowledged': ({ record, said }) =>
    said.every((saying) => saying.is !== 'result' || saying.outcome === record.status),

  'it ends as if nobody had been killed': ({ submission, plot, record }) =>
    record.status === plot.outcome || submission.ask?.what === 'cancel',

  'who takes it over knows that it was cancelled': ({ facts, said, state }) =>
    !said.some((saying) => isCancel(saying) && wasTakenAfter(facts, saying.facts)) ||
    state.cause !== undefined ||
    state.pivoted,

  'what stands in the world is what the run says': ({ state, tasks }) => {
    const standing = new Set(tasksThat(state, 'stand').map(nameOf));
    return tasks.every((task) => {
      const { step, status } = task;
      if (stands(task)) return standing.has(step.name);
      // What has succeeded has had its effect; one that failed may have had none.
      return status !== 'succeeded' || step.revert === 'nothing';
    });
  },

  'nothing stands when it is reverted': ({ record, tasks }) =>
    record.status !== 'REVERTED' || !tasks.some(stands),

  'every task was given what the first one gave': ({ facts, entries }) => {
    const given = facts.find((fact) => fact.type === 'task-succeeded' && isFirst(fact.task));
    const token = given?.type === 'task-succeeded' ? given.result?.['token'] : undefined;
    return entries.every((entry) => entry.token === undefined || entry.token === token);
  },
};

/** What must be true of every task of every run. */
export const taskLaws: Readonly<Record<string, (task: TaskCase) => boolean>> = {
  'it succeeds once, and never starts again': ({ facts }) =>
    isOverAfter(facts, 'task-succeeded', 'task-started') &&
    isOverAfter(facts, 'revert-succeeded', 'revert-started'),

  'it is not called once its success is known': ({ entries }) =>
    (['execute', 'revert'] as const).every((way) => {
      const ofWay = entries.filter((entry) => entry.way === way);
      const known = ofWay.findIndex(({ what }) => what === 'succeeded');
      return known < 0 || !ofWay.slice(known).some(({ what }) => what === 'start');
    }),

  'it is not executed once its revert has begun': ({ entries }) => {
    const turned = entries.findIndex(({ way, what }) => way === 'revert' && what === 'start');
    return (
      turned < 0 ||
      entries.slice(turned).every(({ way, what }) => way === 'revert' || what === 'succeeded')
    );
  },

  'each of its calls was written down before': ({ facts, entries }) =>
    countOf(entries, 'execute', 'start') <= permitsOf(facts, 'execute') &&
    countOf(entries, 'revert', 'start') <= permitsOf(facts, 'revert'),

  'what has succeeded was carried through': ({ step, facts, entries }) =>
    (!has(facts, 'task-succeeded') ||
      countOf(entries, 'execute', 'end') > 0 ||
      // The process died between the two, and the next one has asked.
      (step.probes && countOf(entries, 'execute', 'effect') > 0)) &&
    (!has(facts, 'revert-succeeded') || countOf(entries, 'revert', 'end') > 0),

  'its attempts are numbered upwards': ({ entries }) =>
    (['execute', 'revert'] as const).every((way) => {
      const starts = entries.filter((entry) => entry.way === way && entry.what === 'start');
      const numbers = starts.map(({ attempt = 0 }) => attempt);
      return numbers.every((attempt, index) => attempt > (numbers[index - 1] ?? 0));
    }),

  'it has one key for each way, in every life': ({ entries }) => {
    const ofWay = (way: Entry['way']) =>
      new Set(entries.filter((entry) => entry.way === way).flatMap(({ key }) => key ?? []));
    const [forth, back] = [ofWay('execute'), ofWay('revert')];
    return forth.size <= 1 && back.size <= 1 && ![...forth].some((key) => back.has(key));
  },

  'with a probe it has its effect once': ({ step, entries }) =>
    !step.probes || countOf(entries, 'execute', 'effect') <= 1,

  'it finds what it has recorded before': ({ entries }) => {
    let noted = 0;
    return entries.every((entry) => {
      if (entry.what === 'recorded') noted = entry.noted ?? 0;
      return entry.what !== 'start' || (entry.noted ?? 0) >= noted;
    });
  },
};

function isCancel(saying: Saying): saying is Asked {
  return saying.is === 'asked' && saying.what === 'cancel';
}

function wasTakenAfter(facts: readonly Fact[], position: number): boolean {
  return facts.slice(position).some(({ type }) => type === 'run-resumed');
}

/** The last that was done to the world. */
function stands({ entries }: TaskCase): boolean {
  return entries.findLast(({ what }) => what === 'effect')?.way === 'execute';
}

function isFirst(path: string): boolean {
  return nameOf(path) === 'token';
}

function isOverAfter(facts: readonly Fact[], end: Fact['type'], start: Fact['type']): boolean {
  const place = facts.findIndex(({ type }) => type === end);
  return place < 0 || !facts.slice(place + 1).some(({ type }) => type === start || type === end);
}

/** Each fact after which a function may be called once. */
function permitsOf(facts: readonly Fact[], way: Entry['way']): number {
  const start = way === 'execute' ? 'task-started' : 'revert-started';
  return facts.filter(
    (fact) => fact.type === start || (fact.type === 'attempt-failed' && fact.direction === way),
  ).length;
}

function countOf(entries: readonly Entry[], way: Entry['way'], what: Entry['what']): number {
  return entries.filter((entry) => entry.way === way && entry.what === what).length;
}

function has(facts: readonly Fact[], type: Fact['type']): boolean {
  return facts.some((fact) => fact.type === type);
}
