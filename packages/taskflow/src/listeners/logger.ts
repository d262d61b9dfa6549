import { unreachable } from '../kernel/invariant.ts';
import type { Logger } from '../log.ts';
import type { Listener, RunEventMap } from './events.ts';

/**
 * A listener that writes what happens in runs to a logger.
 * Results never enter the log: they may hold what is not for everybody. A run that leaves something
 * behind and a task that cannot be reverted are errors; what the flow survives is a warning.
 *
 * @example
 * ```ts
 * import { flow, logger, nothingToUndo, quietLogger, run, task } from '@conductor/taskflow';
 *
 * const log = { ...quietLogger, info: (_: object, message: string) => console.log(message) };
 * const look = task({ name: 'look', execute: () => undefined, revert: nothingToUndo });
 * await run(flow({ name: 'tour' }, look), {}, { listeners: [logger(log)] });
 * ```
 *
 * ```text
 * run started
 * look: succeeded
 * run succeeded
 * ```
 * @param log pino, or anything that takes the fields first and the message second.
 */
export function logger(log: Logger): Listener {
  return (events) => {
    events.on('run', (event) => runEvent(log, event));
    events.on('task', (event) => taskEvent(log, event));
    events.on('attempt', (event) => {
      const { task, direction, attempt, delayMs, failure } = event;
      const fields = { ...runFields(event), task, direction, attempt, delayMs, failure };
      log.warn(fields, `${event.name}: attempt ${attempt} to ${direction} failed`);
    });
    events.on('progress', (event) => {
      const { task, direction, fraction, note } = event;
      const fields = { ...runFields(event), task, direction, fraction, note };
      log.debug(fields, `${event.name}: progress`);
    });
  };
}

function runEvent(log: Logger, event: RunEventMap['run']): void {
  const { state, failures } = event;
  const fields = {
    ...runFields(event),
    state,
    failures: failures.length > 0 ? failures : undefined,
  };
  switch (state) {
    case 'RUNNING':
      return log.info(fields, 'run started');
    case 'SUCCESS':
      return log.info(fields, 'run succeeded');
    case 'REVERTING':
      return log.warn(fields, 'run turns back');
    case 'SUSPENDED':
      return log.info(fields, 'run rests');
    case 'REVERTED':
      return log.warn(fields, 'run was reverted');
    case 'FAILURE':
      return log.error(fields, 'run failed, and something of it stands');
    default:
      return unreachable(state);
  }
}

function taskEvent(log: Logger, event: RunEventMap['task']): void {
  const { task, name, state, attempt, failure } = event;
  const fields = { ...runFields(event), task, state, attempt, failure };
  switch (state) {
    case 'running':
    case 'skipped':
    case 'reverting':
      return log.debug(fields, `${name}: ${state}`);
    case 'succeeded':
    case 'reverted':
      return log.info(fields, `${name}: ${state}`);
    case 'failed':
    case 'tolerated':
    case 'refused':
    case 'lost':
      return log.warn(fields, `${name}: ${state}`);
    case 'revert-failed':
      return log.error(fields, `${name}: cannot be reverted`);
    default:
      return unreachable(state);
  }
}

function runFields({ run }: { readonly run: RunEventMap['run']['run'] }) {
  return { run: run.id, flow: run.flow, version: run.version };
}
