import type { RunInfo } from '../context.ts';
import { RunError } from '../errors.ts';
import { outputOf, tasksThat } from '../kernel/index.ts';
import type { Failure, State, Values } from '../kernel/index.ts';
import { failuresOf } from './tell.ts';

/**
 * What a finished run gives.
 *
 * @param thrownFor What was thrown for a failure, where this process caught it.
 * @throws {RunError} when the run did not succeed.
 */
export function outcomeOf(
  run: RunInfo,
  state: State,
  thrownFor: (failure: Failure) => unknown,
): Values {
  if (state.status === 'SUCCESS') return outputOf(state);
  const failures = failuresOf(state);
  throw new RunError({
    runId: run.id,
    flow: run.flow,
    outcome: state.status === 'REVERTED' ? 'REVERTED' : 'FAILURE',
    reason: state.cause?.kind === 'cancelled' ? 'cancelled' : 'failed',
    failures,
    reverted: tasksThat(state, 'are reverted'),
    standing: tasksThat(state, 'stand'),
    errors: failures.map(thrownFor),
    cause: state.cause && thrownFor(state.cause),
  });
}
