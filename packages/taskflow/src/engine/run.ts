import type { Flow } from '../authoring/flow.ts';
import type { InputOf, OutputOf } from '../authoring/node.ts';
import { reasonOf, systemClock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { describe } from '../drawing/describe.ts';
import { DeclarationError, InputError, RunError } from '../errors.ts';
import { outputOf, tasksThat } from '../kernel/index.ts';
import type { Values } from '../kernel/index.ts';
import { consoleLogger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import { validatorOf } from '../schema/validator.ts';
import { trust } from '../trust.ts';
import { Drive } from './drive.ts';
import type { RunOptions } from './options.ts';
import { nextRunId } from './run-id.ts';
import { failuresOf } from './tell.ts';
import { Teller } from './teller.ts';

/**
 * Runs a flow to its end in this process and gives what it provides.
 * The input is checked before anything is written or started.
 *
 * @example
 * ```ts
 * import { flow, linear, nothingToUndo, run, RunError, task } from '@conductor/taskflow';
 *
 * const mount = task({
 *   name: 'mount',
 *   execute: () => console.log('mount'),
 *   revert: () => console.log('unmount'),
 * });
 * const copy = task({
 *   name: 'copy',
 *   execute() {
 *     throw new Error('the disk is full');
 *   },
 *   revert: nothingToUndo,
 * });
 *
 * try {
 *   await run(flow({ name: 'backup' }, linear('steps', mount, copy)), {});
 * } catch (error) {
 *   if (!(error instanceof RunError)) throw error;
 *   console.log(`${error.outcome}: ${error.failures[0]?.message}`);
 * }
 * ```
 *
 * ```text
 * mount
 * unmount
 * REVERTED: the disk is full
 * ```
 * @throws {InputError} when the input breaks the flow's schema.
 * @throws {RunError} when the run was reverted or left something standing.
 */
export async function run<F extends Flow>(
  flow: F,
  input: InputOf<F>,
  options: RunOptions = {},
): Promise<OutputOf<F>> {
  const given = trust<Values>(input);
  const problems = validatorOf(flow.input, `flow '${flow.name}'`)(given);
  if (problems !== undefined) throw new InputError(flow.name, problems);
  const info: RunInfo = {
    id: options.id ?? nextRunId(),
    flow: flow.name,
    version: flow.version,
  };
  const drive = driveOf(flow, info, options);
  if (options.journal !== undefined) await options.journal.create(info);
  const { signal } = options;
  const cancel = (): void => drive.cancel(reasonOf(signal));
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await drive.finish(given);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  if (drive.state.status !== 'SUCCESS') throw errorOf(drive);
  return trust(outputOf(drive.state));
}

function driveOf(flow: Flow, info: RunInfo, options: RunOptions): Drive {
  const { concurrency = Number.POSITIVE_INFINITY, listeners = [], log = consoleLogger } = options;
  if (!(concurrency >= 1) || (concurrency % 1 !== 0 && concurrency !== Infinity)) {
    const problem = `concurrency is ${concurrency}, use a whole number from 1, or Infinity`;
    throw new DeclarationError(flow.name, problem);
  }
  return new Drive({
    run: info,
    flow,
    clock: options.clock ?? systemClock,
    log,
    journal: options.journal,
    teller: new Teller(info, () => describe(flow), listeners, log),
    concurrency,
    validate: options.validate ?? true,
    receivers: byName(options.receivers ?? []),
  });
}

function byName(receivers: readonly Receiver[]): ReadonlyMap<string, Receiver> {
  const known = new Map<string, Receiver>();
  for (const receiver of receivers) {
    if (known.has(receiver.name))
      throw new DeclarationError(receiver.name, 'is registered twice as a receiver');
    known.set(receiver.name, receiver);
  }
  return known;
}

function errorOf(drive: Drive): RunError {
  const { state } = drive;
  const failures = failuresOf(state);
  return new RunError({
    runId: drive.run.id,
    flow: drive.run.flow,
    outcome: state.status === 'REVERTED' ? 'REVERTED' : 'FAILURE',
    reason: state.cause?.kind === 'cancelled' ? 'cancelled' : 'failed',
    failures,
    reverted: tasksThat(state, 'are reverted'),
    standing: tasksThat(state, 'stand'),
    errors: failures.map((failure) => drive.thrownFor(failure)),
    cause: state.cause && drive.thrownFor(state.cause),
  });
}
