import type { Description, Listener, TaskState } from '@conductor/taskflow';
import type { Actions, Step } from '../database/actions.ts';

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

    const close = (step: Step, state: TaskState, at: number, details?: string) => {
      if (state === 'succeeded') actions.finishEvent(step, 'Success', at);
      if (badEnds.has(state)) actions.finishEvent(step, 'Error', at, details);
    };

    events.on('task', ({ run, task, state, at, failure }) => {
      const step = stepOf(run.id, task);
      if (state === 'running') actions.startEvent(step, at);
      else close(step, state, at, state === 'lost' ? 'lost with its process' : failure?.message);
    });

    // A run that is resumed begins with what its process had no time to write down any more.
    let unwritten = [...events.states];
    events.on('run', ({ run, at }) => {
      for (const [path, state] of unwritten) close(stepOf(run.id, path), state, at);
      unwritten = [];
    });

    events.on('attempt', ({ run, task, direction, failure, at, delayMs }) => {
      if (direction === 'revert') return;
      const step = stepOf(run.id, task);
      actions.finishEvent(step, 'Error', at, failure.message);
      actions.startEvent(step, at + delayMs);
    });
  };
}

const badEnds: ReadonlySet<TaskState> = new Set(['failed', 'tolerated', 'refused', 'lost']);

// Nova's way: `<service>_<method>`.
function eventNames(node: Description): [path: string, event: string][] {
  if (node.kind !== 'task') return node.nodes.flatMap(eventNames);
  const service = node.remote ? 'compute' : 'conductor';
  return [[node.path, `${service}_${node.name.replaceAll('-', '_')}`]];
}
