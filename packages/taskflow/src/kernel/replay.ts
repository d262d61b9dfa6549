import { evolve } from './evolve.ts';
import type { Fact } from './fact.ts';
import type { Atom, Plan } from './plan.ts';
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
 * Paths of the tasks that have been reverted, or of those whose effect stands or may stand, in the
 * order of starting. A task that only looks, or is known to have done nothing irreversible, has no
 * effect that could stand.
 */
export function tasksThat(state: State, are: 'stand' | 'are reverted'): string[] {
  const paths: string[] = [];
  for (const index of state.order) {
    const atom = state.plan.atoms[index];
    if (atom?.kind !== 'task') continue;
    const fits = are === 'stand' ? stands(state, atom) : statusAt(state, index) === 'reverted';
    if (fits) paths.push(atom.path);
  }
  return paths;
}

function stands(state: State, atom: Atom): boolean {
  const status = statusAt(state, atom.index);
  const fallen = state.rollback !== undefined && (state.rollback.places[atom.index] ?? -1) < 0;
  if (fallen || status === 'skipped' || status === 'refused') return false;
  if (atom.revert === 'irreversible') return state.ends?.get(atom.index)?.outcome !== 'failed';
  return atom.revert !== 'nothing';
}
