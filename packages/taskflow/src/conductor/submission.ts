import type { Flow } from '../authoring/flow.ts';
import { headOf } from '../engine/run-head.ts';
import { nextRunId } from '../engine/run-id.ts';
import type { RunHead } from '../engine/run-log.ts';
import { InputError, JournalError, LockedError, TaskflowError } from '../errors.ts';
import type { Created } from '../journal/journal.ts';
import type { RunRecord } from '../journal/run-record.ts';
import { unreachable } from '../kernel/index.ts';
import type { Values } from '../kernel/index.ts';
import { carriageProblem } from '../schema/carriable.ts';
import { validatorOf } from '../schema/validator.ts';
import { trust } from '../trust.ts';
import type { SubmitOptions } from './options.ts';
import { sameJson } from './same-json.ts';
import type { Shift } from './shift.ts';
import type { Site } from './site.ts';

/** Submits a run, and gives its id when the journal has it; see `submit` of the conductor. */
export async function submit(
  site: Site,
  shift: Shift,
  flow: Flow,
  input: unknown,
  { id = nextRunId(), onConflict = 'reject' }: SubmitOptions,
): Promise<string> {
  const values = checkedInput(flow, input);
  const head: RunHead = { ...headOf(flow, id, values), onConflict };
  // Somebody else may be about to create it here: what became of that is seen in the journal.
  await shift.crew.get(id)?.created;
  const created = await create(site, shift, flow, head, values);
  switch (created.is) {
    case 'held':
      return id;
    case 'waiting':
      shift.expectWaiting();
      return id;
    case 'known':
      await mustBeSame(site, created.run, flow, values);
      return id;
    case 'locked':
      throw new LockedError(id, head.lock ?? '', created.by);
    default:
      return unreachable(created);
  }
}

function checkedInput(flow: Flow, input: unknown): Values {
  const problems = validatorOf(flow.input, `flow '${flow.name}'`)(input);
  if (problems !== undefined) throw new InputError(flow.name, problems);
  const problem = carriageProblem(input);
  if (problem !== undefined) throw new InputError(flow.name, [problem]);
  return trust(input);
}

/** With room, the first turn of the run creates it; without, it waits in the journal. */
async function create(
  { journal, clock }: Site,
  shift: Shift,
  flow: Flow,
  head: RunHead,
  input: Values,
): Promise<Created> {
  await shift.steady();
  if (shift.hasRoom && shift.crew.get(head.id) === undefined) {
    try {
      return await shift.crew.start(flow, { ...head, owner: shift.owner }, input);
    } catch (error) {
      // Others have taken what was held here; a run that waits can be taken whoever we are then.
      if (!(error instanceof JournalError && error.code === 'JOURNAL_FENCED')) throw error;
    }
  }
  const at = clock.now();
  const { id: run, flow: name, version } = head;
  const started = { type: 'run-started', at, run, flow: name, version, input } as const;
  return journal.create({ ...head, facts: [started], status: 'PENDING', at });
}

/** One id is one run: to submit something else under it is a mistake that must not go unseen. */
async function mustBeSame(
  { journal }: Site,
  known: RunRecord,
  flow: Flow,
  input: Values,
): Promise<void> {
  const [first] = await journal.load(known.id);
  const isSame =
    known.flow === flow.name && first?.type === 'run-started' && sameJson(first.input, input);
  if (isSame) return;
  const what = known.flow === flow.name ? 'another input' : `flow '${known.flow}'`;
  const problem = `the journal has a run '${known.id}' already, of ${what}: give another id`;
  throw new TaskflowError('RUN_EXISTS', problem);
}
