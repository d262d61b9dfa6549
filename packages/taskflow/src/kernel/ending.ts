import type { State } from './state.ts';
import type { RunOutcome } from './status.ts';

/**
 * How a run ends when nothing is left to do; undefined while something is under way or may start.
 * `decide` asks it in order to end a run, and `evolve` in order to refuse an end that cannot be: a
 * run in which something stands after its rollback ends in FAILURE, never in REVERTED (K6).
 */
export function endingOf(state: State): RunOutcome | undefined {
  if (state.running + state.reverting > 0) return undefined;
  if (state.status === 'RUNNING' && state.ready.size === 0) {
    return state.failures.length > 0 ? 'FAILURE' : 'SUCCESS';
  }
  if (state.status === 'REVERTING' && state.rollback?.revertible.size === 0) {
    return state.stands > 0 ? 'FAILURE' : 'REVERTED';
  }
  return undefined;
}
