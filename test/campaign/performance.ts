import { setTimeout as pause } from 'node:timers/promises';
import {
  condition,
  flow,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  task,
  when,
} from '@conductor/taskflow';
import type { Context, Flow, Node, RetryPolicy } from '@conductor/taskflow';
import type { Entry, Ledger } from './ledger.ts';
import type { Part, Plot, Step } from './plot.ts';

/** A plot as a flow whose tasks write down what they do; each life builds the same. */
export function flowOf({ name, parts, isLocked }: Plot, ledger: Ledger): Flow {
  const input = { order: integer };
  const nodes = parts.map((part, index) => nodeOf(part, `p${index}`, ledger));
  const first = task({
    name: 'token',
    provides: { token: text },
    // Not the same twice, so that a task that comes later shows which one it was given.
    execute: (_input: unknown, { run }: Context) => ({ token: `${run.id} ${crypto.randomUUID()}` }),
    revert: nothingToUndo,
  });
  const body: Node = linear('all', first, ...nodes);
  return flow({ name, input, ...(isLocked && { lock: () => name }) }, body);
}

// TypeBox would make the same; a process that lives for a tenth of a second does without it.
const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;

function nodeOf(part: Part, name: string, ledger: Ledger): Node {
  switch (part.kind) {
    case 'step':
      return taskOf(part.step, ledger);
    case 'parallel': {
      const branches = part.branches.map((steps, index): Node =>
        linear(`${name}b${index}`, ...steps.map((step) => taskOf(step, ledger))),
      );
      return parallel(name, ...branches);
    }
    case 'choice':
      return when(
        condition({ name, test: () => part.answer }),
        taskOf(part.then, ledger),
        taskOf(part.otherwise, ledger),
      );
  }
}

const policy: RetryPolicy = { retries: 2, minTimeout: 5, factor: 2 };

function taskOf(step: Step, ledger: Ledger): Node {
  const hasEffect = step.revert !== 'nothing';
  const hasRevert = hasEffect && step.revert !== 'irreversible';
  return task({
    name: step.name,
    requires: { token: text },
    bestEffort: step.bestEffort,
    ...(step.failsFirst > 0 && { retry: policy }),
    ...(step.revertFailsFirst > 0 && hasRevert && { revertRetry: policy }),
    ...(step.probes && hasEffect && { probe: probeOf(ledger) }),
    async execute(input, ctx) {
      const note = noteOf(ledger, step, 'execute', ctx);
      note('start', { noted: Number(ctx.recorded['note'] ?? 0), token: input.token });
      await pause(step.ms / 2, undefined, ctx);
      if (ctx.attempt <= step.failsFirst) throw new Error(`${step.name} failed first`);
      if (step.records) {
        await ctx.record('note', ctx.attempt);
        note('recorded', { noted: ctx.attempt });
      }
      if (step.ends === 'badly') throw new Error(`${step.name} broke`);
      if (hasEffect) note('effect');
      // An irreversible task that throws says that it has done nothing.
      await pause(step.ms / 2, undefined, step.revert === 'irreversible' ? {} : ctx);
      if (step.ends === 'late') throw new Error(`${step.name} broke late`);
      note('end');
    },
    revert: revertOf(step, ledger),
  });
}

function probeOf(ledger: Ledger) {
  return (_input: unknown, { key }: Context) => ({ done: ledger.hasEffect(key) });
}

function revertOf(step: Step, ledger: Ledger) {
  if (step.revert === 'nothing') return nothingToUndo;
  if (step.revert === 'irreversible') return irreversible;
  return async (
    input: { readonly token: unknown },
    info: { readonly partial: Readonly<Record<string, unknown>> },
    ctx: Context,
  ): Promise<void> => {
    const note = noteOf(ledger, step, 'revert', ctx);
    note('start', { noted: Number(info.partial['note'] ?? 0), token: String(input.token) });
    await pause(step.ms / 2, undefined, ctx);
    if (ctx.attempt <= step.revertFailsFirst) throw new Error(`${step.name} does not revert yet`);
    if (step.revert === 'badly') throw new Error(`${step.name} is stuck`);
    note('effect');
    await pause(step.ms / 2, undefined, ctx);
    note('end');
  };
}

function noteOf(ledger: Ledger, step: Step, way: Entry['way'], ctx: Context) {
  const { attempt, key } = ctx;
  return (what: Entry['what'], more: Partial<Entry> = {}): void =>
    ledger.write({ what, way, run: ctx.run.id, task: step.name, attempt, key, ...more });
}
