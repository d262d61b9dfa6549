import { evolve, statusAt } from '../kernel/index.ts';
import type { State } from '../kernel/index.ts';
import type { Entry } from './batch.ts';

/** Folds a fact into the state, and notes what else listeners are to hear of it. */
export function apply(state: State, entry: Entry): void {
  const before = state.status;
  evolve(state, entry.fact, entry.atom);
  const { moved, status } = state;
  if (moved.length > 0) {
    // What follows in the same turn may move them on.
    const now = moved.map((index) => ({ index, status: statusAt(state, index) }));
    (entry.note ??= {}).moved = now;
  }
  if (status === 'REVERTING' && (before !== status || entry.fact.type === 'run-resumed')) {
    (entry.note ??= {}).turned = true;
  }
}
