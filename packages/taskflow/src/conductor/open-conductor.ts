import type { Flow } from '../authoring/flow.ts';
import { systemClock } from '../clock.ts';
import { checkedCount } from '../count.ts';
import { checkedMs } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { uniqueId } from '../engine/run-id.ts';
import { DeclarationError, StrayRunsError } from '../errors.ts';
import { memoryJournal } from '../journal/memory.ts';
import { consoleLogger } from '../log.ts';
import { byName } from '../receiver/receivers.ts';
import type { Conductor } from './conductor.ts';
import { Embedded } from './embedded.ts';
import { FlowBook } from './flow-book.ts';
import type { ConductorOptions } from './options.ts';
import { Shift } from './shift.ts';
import type { Site } from './site.ts';
import { Watchers } from './watchers.ts';

/**
 * Opens a conductor. It goes on at once with every unfinished run of the journal that nobody holds,
 * exactly where it stood: what succeeded is never executed again, and what was under way when its
 * process died is asked for (`probe`), or executed once more under the same key.
 *
 * @example
 * ```ts
 * import { flow, nothingToUndo, openConductor, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const greet = task({
 *   name: 'greet',
 *   requires: { who: Type.String() },
 *   provides: { greeting: Type.String() },
 *   execute: ({ who }) => ({ greeting: `Hello, ${who}` }),
 *   revert: nothingToUndo,
 * });
 * const welcome = flow({ name: 'welcome', input: { who: Type.String() } }, greet);
 *
 * const conductor = await openConductor({ flows: [welcome] });
 * const handle = await conductor.submit('welcome', { who: 'Ada' }, { id: 'welcome-ada' });
 * console.log((await handle.result()).greeting);
 * await conductor.close();
 * ```
 *
 * ```text
 * Hello, Ada
 * ```
 * @throws {StrayRunsError} when the journal has unfinished runs that none of the flows fits; the
 * journal stays open then.
 * @throws {DeclarationError} when an option cannot work.
 * @throws {JournalError} when the journal cannot be opened.
 */
export async function openConductor<const F extends Flow>(
  options: ConductorOptions<F>,
): Promise<Conductor<F>> {
  const closing = new AbortController();
  const site = siteOf(options, closing.signal);
  const shift = new Shift(site, uniqueId);
  await shift.begin();
  try {
    if (options.strays !== 'leave') await refuseStrays(site);
  } catch (error) {
    await shift.end();
    throw error;
  }
  void shift.fill();
  return new Embedded<F>(site, shift, closing);
}

async function refuseStrays({ journal, clock, book }: Site): Promise<void> {
  const problems: string[] = [];
  for (const kind of await journal.loose(clock.now())) {
    const problem = book.problemWith(kind);
    if (problem === undefined) continue;
    const runs = kind.runs === 1 ? `run '${kind.oldest}'` : `${kind.runs} runs ('${kind.oldest}')`;
    problems.push(`${runs}: ${problem}`);
  }
  if (problems.length > 0) throw new StrayRunsError(problems);
}

function siteOf(options: ConductorOptions, closed: AbortSignal): Site {
  return {
    book: new FlowBook(options.flows),
    journal: options.journal ?? memoryJournal(),
    clock: options.clock ?? systemClock,
    log: options.log ?? consoleLogger,
    receivers: byName(options.receivers ?? []),
    listeners: options.listeners ?? [],
    watchers: new Watchers(),
    validate: options.validate ?? true,
    concurrency: countOf('concurrency', options.concurrency ?? mostRuns),
    concurrencyPerRun: countOf('concurrencyPerRun', options.concurrencyPerRun ?? Infinity),
    leaseMs: leaseOf(options.lease ?? leaseMs),
    retentionMs: options.retention === undefined ? Infinity : msOf('retention', options.retention),
    closed,
  };
}

const mostRuns = 1_000;
const leaseMs = 5_000;

function countOf(name: string, given: number): number {
  return checkedCount('openConductor', name, given);
}

function msOf(name: string, given: Duration): number {
  return checkedMs('openConductor', name, given);
}

function leaseOf(given: Duration): number {
  const ms = msOf('lease', given);
  if (ms > 0) return ms;
  throw new DeclarationError('openConductor', `'lease' is '${given}', use a time that it lasts`);
}
