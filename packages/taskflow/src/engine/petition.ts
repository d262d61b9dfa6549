import type { RunRequest } from '../journal/run-request.ts';
import { isFinal, unreachable } from '../kernel/index.ts';
import type { Fact, State } from '../kernel/index.ts';

/** What somebody outside asks of a run. */
export interface Petition {
  readonly request: RunRequest;
  /** Under which the journal has it, when it does. */
  readonly id?: number;
  /** What `cancel` was called with. */
  readonly thrown?: Error;
}

/**
 * The fact that grants a request, or nothing when there is nothing to grant: past the pivot nobody
 * cancels, and a run that turns back already does not turn again.
 */
export function grant(state: State, request: RunRequest, at: number): Fact | undefined {
  const { status, suspending, pivoted } = state;
  switch (request.type) {
    case 'cancel':
      return status === 'RUNNING' && !pivoted
        ? { type: 'run-cancelled', at, reason: request.reason }
        : undefined;
    case 'suspend':
      return (status === 'RUNNING' || status === 'REVERTING') && !suspending
        ? { type: 'run-suspending', at }
        : undefined;
    case 'resume':
      return suspending ? { type: 'suspend-withdrawn', at } : undefined;
    case 'signal':
      if (isFinal(status)) return undefined;
      return { type: 'signal-received', at, name: request.name, value: request.value };
    default:
      return unreachable(request);
  }
}
