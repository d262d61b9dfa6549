import type { Flow } from '../authoring/flow.ts';
import type { InputOf, OutputOf } from '../authoring/node.ts';
import { reasonOf, systemClock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import { checkedCount } from '../count.ts';
import { InputError, LockedError, TaskflowError } from '../errors.ts';
import { unreachable } from '../kernel/index.ts';
import type { Values } from '../kernel/index.ts';
import { consoleLogger } from '../log.ts';
import { byName } from '../receiver/receivers.ts';
import { validatorOf } from '../schema/validator.ts';
import { trust } from '../trust.ts';
import { Drive } from './drive.ts';
import type { FactLog } from './fact-log.ts';
import type { RunOptions } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { headOf } from './run-head.ts';
import { nextRunId, processId } from './run-id.ts';
import { RunLog } from './run-log.ts';
import type { RunJournal } from './run-log.ts';
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
  const { journal, signal } = options;
  const log = journal && logOf(flow, info, given, journal);
  const drive = driveOf(flow, info, options, log);
  if (journal !== undefined) await join(journal);
  const cancel = (): void => {
    const thrown = reasonOf(signal);
    drive.ask({ request: { type: 'cancel', reason: thrown.message }, thrown });
  };
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await drive.begin(given);
  } catch (error) {
    throw refusalOf(info, log) ?? error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  return trust(outcomeOf(info, drive.state, (failure) => drive.thrownFor(failure)));
}

function logOf(flow: Flow, { id }: RunInfo, input: Values, journal: RunJournal): RunLog {
  const head = { ...headOf(flow, id, input), owner: processId(), onConflict: 'reject' } as const;
  return new RunLog(journal, head);
}

/** Nobody but the death of this process takes a run from it, so its lease has no end. */
async function join(journal: RunJournal): Promise<void> {
  if (!joined.has(journal)) await journal.renew(processId(), Number.POSITIVE_INFINITY);
  joined.add(journal);
}

const joined = new WeakSet<RunJournal>();

/** Why the journal has no such run: it has one of this id, or of this lock. */
function refusalOf({ id }: RunInfo, log: RunLog | undefined): Error | undefined {
  const created = log?.created;
  switch (created?.is) {
    case 'known':
      return new TaskflowError('RUN_EXISTS', `this journal has a run '${id}': give another id`);
    case 'locked':
      return new LockedError(id, log?.lock ?? '', created.by);
    case 'held':
    case 'waiting':
    case undefined:
      return undefined;
    default:
      return unreachable(created);
  }
}

function driveOf(flow: Flow, info: RunInfo, options: RunOptions, factLog?: FactLog): Drive {
  const { concurrency = Number.POSITIVE_INFINITY, listeners = [], log = consoleLogger } = options;
  return new Drive({
    run: info,
    flow,
    clock: options.clock ?? systemClock,
    log,
    factLog,
    teller: new Teller(info, { flow }, listeners, log),
    concurrency: checkedCount(flow.name, 'concurrency', concurrency),
    validate: options.validate ?? true,
    receivers: byName(options.receivers ?? []),
  });
}
