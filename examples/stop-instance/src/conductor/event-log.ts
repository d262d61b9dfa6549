import type { Description, Listener } from '@conductor/taskflow';
import type { Actions } from '../database/actions.ts';

/**
 * Writes a row for every attempt of every step of a run, under the action the run belongs to. The
 * tasks know nothing of it, and if it fails the run goes on.
 */
export function eventLog(actions: Actions): Listener {
  return (events) => {
    const names = new Map(eventNames(events.flow));
    const stepOf = (runId: string, path: string) => ({
      requestId: runId,
      event: names.get(path) ?? path,
    });

    events.on('task', ({ run, task, state, at, failure }) => {
      const step = stepOf(run.id, task);
      switch (state) {
        case 'running':
          actions.startEvent(step, 1, at);
          return;
        case 'succeeded':
          actions.finishEvent(step, 'Success');
          return;
        case 'failed':
        case 'tolerated':
        case 'refused':
          actions.finishEvent(step, 'Error', failure?.message);
          return;
        case 'skipped':
        case 'reverting':
        case 'reverted':
        case 'revert-failed':
        case 'lost':
          return;
        default:
          state satisfies never;
      }
    });

    events.on('attempt', ({ run, task, direction, attempt, failure, at, delayMs }) => {
      if (direction === 'revert') return;
      const step = stepOf(run.id, task);
      actions.finishEvent(step, 'Error', failure.message);
      actions.startEvent(step, attempt + 1, at + delayMs);
    });
  };
}

// Nova's way: `<service>_<method>`.
function eventNames(node: Description): [path: string, event: string][] {
  if (node.kind !== 'task') return node.nodes.flatMap(eventNames);
  const service = node.remote ? 'compute' : 'conductor';
  return [[node.path, `${service}_${node.name.replaceAll('-', '_')}`]];
}
