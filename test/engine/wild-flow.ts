import {
  condition,
  flow,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  task,
  TaskError,
  when,
} from '@conductor/taskflow';
import type { Context, Flow, Node, RetryPolicy } from '@conductor/taskflow';
import fc from 'fast-check';
import { Type } from 'typebox';

/** A flow that nobody wrote: how it is composed, and what becomes of each of its tasks. */
export type Wild =
  | { readonly kind: 'task'; readonly manner: Manner }
  | { readonly kind: 'linear' | 'parallel'; readonly nodes: readonly Wild[] }
  | {
      readonly kind: 'when';
      readonly answer: boolean;
      readonly then: Wild;
      readonly otherwise?: Wild;
    };

/** How a task behaves, on its way forward and back. */
export interface Manner {
  readonly ends: 'well' | 'badly' | 'unsure' | 'never';
  /** Attempts that fail before the one that ends so. */
  readonly failsFirst: number;
  /** Turns that an attempt takes; a task that takes none is synchronous. */
  readonly turns: number;
  readonly records: boolean;
  readonly bestEffort: boolean;
  readonly revert: 'well' | 'badly' | 'nothing' | 'irreversible';
}

/** Sees what the tasks of a wild flow do. */
export interface Spy {
  enters(context: Context, direction: 'execute' | 'revert', path: string): void;
  leaves(): void;
  /** A task has its effect, or its revert has taken it back. One with nothing to undo has none. */
  acts(direction: 'execute' | 'revert', path: string): void;
  hasRecorded(path: string, name: string): void;
}

/** Most tasks end well, or nothing would ever come after them. */
const manner: fc.Arbitrary<Manner> = fc.record({
  ends: often('well', 8, 'badly', 'unsure', 'never'),
  failsFirst: often(0, 3, 1, 2),
  turns: fc.nat(4),
  records: fc.boolean(),
  bestEffort: often(false, 4, true),
  revert: often('well', 6, 'badly', 'nothing', 'irreversible'),
});

/** Flows of up to some dozens of tasks. */
export const wild: fc.Arbitrary<Wild> = fc.letrec<{ node: Wild }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant<'task'>('task'), manner }),
    fc.record({
      kind: fc.constantFrom<('linear' | 'parallel')[]>('linear', 'parallel', 'linear', 'parallel'),
      nodes: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record(
      {
        kind: fc.constant<'when'>('when'),
        answer: fc.boolean(),
        then: tie('node'),
        otherwise: tie('node'),
      },
      { requiredKeys: ['kind', 'answer', 'then'] },
    ),
  ),
})).node;

/** The flow itself; tasks are called `t0`, `t1`, … and each provides its number as `v0`, `v1`, … */
export function tame(tree: Wild, spy: Spy): Flow {
  let next = 0;
  const nodeOf = (part: Wild, path: string): Node => {
    const number = next++;
    if (part.kind === 'task') return taskOf(number, part.manner, spy, `${path}/t${number}`);
    const name = `${part.kind}${number}`;
    const inner = `${path}/${name}`;
    if (part.kind !== 'when') {
      const group = part.kind === 'linear' ? linear : parallel;
      return group(name, ...part.nodes.map((node) => nodeOf(node, inner)));
    }
    const question = condition({ name, test: () => part.answer });
    const then = nodeOf(part.then, inner);
    if (part.otherwise === undefined) return when(question, then);
    return when(question, then, nodeOf(part.otherwise, inner));
  };
  return flow({ name: 'wild' }, nodeOf(tree, 'wild'));
}

const policy: RetryPolicy = { retries: 2, minTimeout: 7 };

function taskOf(number: number, manner: Manner, spy: Spy, path: string): Node {
  const { ends, failsFirst, turns, records, bestEffort } = manner;
  const key = `v${number}`;
  const acts = (): void => {
    if (manner.revert !== 'nothing') spy.acts('execute', path);
  };
  const end = (ctx: Context): Record<string, number> => {
    if (ctx.attempt <= failsFirst) throw new Error(`t${number} failed first`);
    if (ends === 'badly') throw new Error(`t${number} broke`);
    acts();
    if (ends === 'unsure') throw new TaskError(`t${number} is unsure`, { outcome: 'unknown' });
    return { [key]: number };
  };
  const later = async (ctx: Context): Promise<Record<string, number>> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (records) {
      await ctx.record('x', number);
      spy.hasRecorded(path, 'x');
    }
    if (ends !== 'never') return end(ctx);
    acts();
    return new Promise(() => {});
  };
  const isSlow = turns > 0 || records;
  return task({
    name: `t${number}`,
    provides: { [key]: Type.Number() },
    bestEffort,
    ...(failsFirst > 0 && { retry: policy, revertRetry: policy }),
    ...(ends === 'never' && { timeout: 5 }),
    execute(_input, ctx) {
      spy.enters(ctx, 'execute', path);
      // A task that never ends is over when its signal says so, wherever it hangs.
      if (ends !== 'never') return leaving(spy, () => (isSlow ? later(ctx) : end(ctx)));
      ctx.signal.addEventListener('abort', () => spy.leaves());
      return later(ctx);
    },
    revert: revertOf(number, manner, spy, path),
  });
}

function revertOf(number: number, { revert, failsFirst, turns }: Manner, spy: Spy, path: string) {
  if (revert === 'nothing') return nothingToUndo;
  if (revert === 'irreversible') return irreversible;
  return async (_input: unknown, _info: unknown, ctx: Context): Promise<void> => {
    spy.enters(ctx, 'revert', path);
    await leaving(spy, async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      if (ctx.attempt <= failsFirst) throw new Error(`t${number} is not reverted yet`);
      if (revert === 'badly') throw new Error(`t${number} is stuck`);
      spy.acts('revert', path);
    });
  };
}

/** Does some work, now or later, and tells when it is over. */
function leaving<T>(spy: Spy, work: () => T | Promise<T>): T | Promise<T> {
  let answer: T | Promise<T>;
  try {
    answer = work();
  } catch (error) {
    spy.leaves();
    throw error;
  }
  if (answer instanceof Promise) return answer.finally(() => spy.leaves());
  spy.leaves();
  return answer;
}

function often<T>(value: T, weight: number, ...others: readonly T[]): fc.Arbitrary<T> {
  const rare = others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) }));
  return fc.oneof({ weight, arbitrary: fc.constant(value) }, ...rare);
}
