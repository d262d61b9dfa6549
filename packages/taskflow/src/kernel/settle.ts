import type { FlowBlueprint } from './blueprint.ts';
import { bindingOf } from './draft.ts';
import type { AtomDraft, Draft, Give } from './draft.ts';
import type { Atom, Binding, Plan } from './plan.ts';
import { taskCode } from './status.ts';

/** The plan that a draft without mistakes has become. */
export function settle(
  draft: Draft,
  { name, version }: FlowBlueprint,
  inputs: readonly Binding[],
  gives: ReadonlyMap<string, Give>,
): Plan {
  const { indexOf, slots } = draft;
  const atoms = draft.atoms.map(settleAtom);
  const waits = atoms.map((atom) => atom.before.length);
  const codes = atoms.map(() => taskCode.pending);
  const entries = atoms.filter((atom) => atom.before.length === 0);
  const outputs = [...gives].map(([key, give]) => bindingOf(key, give.slot));
  const blank = outputs.length <= mostBlank ? blankOf(outputs) : undefined;
  const order = { atoms, waits, codes, entries, indexOf };
  return { flow: name, version, ...order, inputs, outputs, blank, slots };
}

/**
 * An atom as it stays. Its lists are copied to their length, and lie beside it: a long flow is as
 * fast as its atoms come out of memory, and lists that have grown are mostly room to grow.
 */
function settleAtom(draft: AtomDraft): Atom {
  const { kind, index, path, name, revert, bestEffort, remote } = draft;
  const after = draft.after.slice();
  const reads = draft.reads.map((read) => ({ ...read }));
  const writes = draft.writes.map((write) => ({ ...write }));
  const before = draft.before.slice();
  const arms = draft.arms.slice();
  const what = { kind, index, path, name, after, reads, writes, before };
  return { ...what, revert, bestEffort, remote, arms };
}

// With more keys an object becomes a dictionary, whose copy is slower than its making.
const mostBlank = 64;

function blankOf(outputs: readonly Binding[]): Record<string, unknown> {
  const blank: Record<string, unknown> = {};
  for (const { name } of outputs) {
    // V8 remembers what a key has held; with both, every copy is ready for every kind of value.
    blank[name] = 0;
    blank[name] = undefined;
  }
  return blank;
}
