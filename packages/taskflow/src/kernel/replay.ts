import { evolve } from './evolve.ts';
import type { Fact } from './fact.ts';
import type { Plan } from './plan.ts';
import { emptyState, statusAt } from './state.ts';
import type { State } from './state.ts';
import type { TaskStatus } from './status.ts';

/**
 * Folds a log into a state.
 * K8: a prefix of a log gives the state in which the run was at that point.
 *
 * @throws {InvariantError} when a fact is not possible where it stands: the log belongs to another
 * plan.
 */
export function replay(plan: Plan, facts: Iterable<Fact>): State {
  const state = emptyState(plan);
  for (const fact of facts) evolve(state, fact);
  return state;
}

/** The status of every task and choice, by path, in the order of writing. */
export function statusesOf(state: State): Map<string, TaskStatus> {
  const statuses = new Map<string, TaskStatus>();
  for (const atom of state.plan.atoms) {
    if (atom.kind !== 'join') statuses.set(atom.path, statusAt(state, atom.index));
  }
  return statuses;
}

/**
 * Paths of the tasks that have been reverted, or of those whose effect stands, in the order of
 * starting.
 */
export function tasksThat(state: State, are: 'stand' | 'are reverted'): string[] {
  return state.order.flatMap((index) => {
    const atom = state.plan.atoms[index];
    if (atom?.kind !== 'task') return [];
    const status = statusAt(state, index);
    const fallen = state.rollback !== undefined && (state.rollback.places[index] ?? -1) < 0;
    const stands = !fallen && status !== 'skipped' && status !== 'refused';
    return (are === 'stand' ? stands : status === 'reverted') ? [atom.path] : [];
  });
}
