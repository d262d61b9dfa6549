import { trace } from '@conductor/taskflow/kernel';
import type { Case } from './case.ts';
import { runLaws, taskLaws } from './laws.ts';

/** What a run did against a law, with its log and what it left in the world. */
export interface Breach {
  readonly law: string;
  readonly run: string;
  readonly task?: string;
  readonly log: readonly string[];
  readonly ledger: readonly string[];
}

/** Every breach of a law. */
export function breachesOf(cases: readonly Case[]): Breach[] {
  return cases.flatMap((one) => {
    const { record, facts, entries, tasks } = one;
    const breach = (law: string, task?: string): Breach => ({
      law,
      run: record.id,
      ...(task !== undefined && { task }),
      log: trace(facts),
      ledger: entries
        .filter((entry) => task === undefined || entry.task === task)
        .map(({ what, way, task: name, attempt, pid }) =>
          [what, way, name, attempt, pid].join(' ').trim(),
        ),
    });
    const ofRun = Object.entries(runLaws).filter(([, holds]) => !holds(one));
    const ofTasks = tasks.flatMap((task) =>
      Object.entries(taskLaws)
        .filter(([, holds]) => !holds(task))
        .map(([law]) => breach(law, task.step.name)),
    );
    return [...ofRun.map(([law]) => breach(law)), ...ofTasks];
  });
}

/** What the runs went through, so that nobody takes a quiet campaign for a proof. */
export function eventsOf(cases: readonly Case[]): Set<string> {
  const seen = new Set<string>();
  for (const { facts, tasks } of cases) {
    let turned = false;
    for (const fact of facts) {
      seen.add(fact.type);
      if (fact.type === 'run-finished') seen.add(fact.outcome);
      if (fact.type === 'revert-started') turned = true;
      if (fact.type === 'run-resumed') seen.add(turned ? 'resumed on its way back' : 'resumed');
      if (fact.type === 'attempt-failed') seen.add(`${fact.direction} tried again`);
    }
    for (const { entries } of tasks) {
      const lives = new Set(entries.map(({ pid }) => pid));
      if (lives.size > 2) seen.add('a task in three lives');
      const executed = entries.filter(({ way, what }) => way === 'execute' && what === 'effect');
      if (executed.length > 1) seen.add('an effect that was had twice');
    }
  }
  return seen;
}

/** Those who went on with what others had begun. */
export function heirsOf(cases: readonly Case[]): Set<string> {
  return new Set(
    cases.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.type === 'run-resumed' ? [fact.by] : [])),
    ),
  );
}
