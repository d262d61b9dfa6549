import type { Awaitable } from '../awaitable.ts';
import type { Context } from '../context.ts';
import { durationProblem, toMs } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { DeclarationError } from '../errors.ts';
import type { TaskBlueprint } from '../kernel/index.ts';
import { policyProblem } from '../retry-policy.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import type { RevertInfo } from '../revert-info.ts';
import { namesOf, namesProblem } from '../schema/shape.ts';
import type { RequiredKeys, Shape, ValuesOf } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { TaskDefinition } from './definition.ts';
import type { Node } from './node.ts';
import type { ProbeFunction } from './probe.ts';
import { atReceiver, irreversible, nothingToUndo } from './undo.ts';
import type { Undo } from './undo.ts';

/**
 * The smallest node: a function that does something, beside the one that undoes it. Collaborators
 * come in through the closure of the function that makes the task; there is nothing to extend.
 *
 * @example
 * ```ts
 * import { flow, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const leases = new Map<string, string>();
 * const lease = (address: string) =>
 *   task({
 *     name: 'lease',
 *     requires: { server: Type.String() },
 *     provides: { address: Type.String() },
 *     execute({ server }) {
 *       leases.set(address, server);
 *       return { address };
 *     },
 *     revert() {
 *       leases.delete(address);
 *     },
 *   });
 *
 * const input = { server: Type.String() };
 * const connect = flow({ name: 'connect', input }, lease('10.0.0.7'));
 * console.log(await run(connect, { server: 'web' }));
 * ```
 *
 * ```text
 * { address: '10.0.0.7' }
 * ```
 * @throws {DeclarationError} when untyped code forgets `revert`, gives neither `execute` nor `at`,
 * or a policy or duration that cannot work.
 */
export function task<
  const Name extends string,
  const R extends Shape = {},
  const P extends Shape = {},
  const Best extends boolean = false,
>(source: TaskSource<Name, R, P, Best>): Task<Name, R, P, Best> {
  const definition = define(trust<LooseSource>(source));
  const requires = namesOf(definition.requires);
  const blueprint: TaskBlueprint = {
    kind: 'task',
    name: source.name,
    requires: requires.required,
    optional: requires.optional,
    provides: Object.keys(definition.provides),
    revert: definition.revertKind,
    bestEffort: definition.bestEffort,
    remote: definition.at !== undefined,
  };
  return trust({ ...source, blueprint, definitions: [definition] });
}

/** A {@link task}: what was written, and a node of a flow. */
export type Task<
  Name extends string = string,
  R extends Shape = Shape,
  P extends Shape = Shape,
  Best extends boolean = boolean,
> = Node<Name, ValuesOf<R>, CertainOutput<P, Best>, WhoRequires<Name, R>> &
  TaskSource<Name, R, P, Best>;

/** What a contributor writes to declare a {@link task}. */
export type TaskSource<
  Name extends string,
  R extends Shape,
  P extends Shape,
  Best extends boolean = false,
> = TaskFields<Name, R, P, Best> & (LocalTask<R, P> | RemoteTask<R>);

/** What every task says of itself. */
export interface TaskFields<
  Name extends string,
  R extends Shape,
  P extends Shape,
  Best extends boolean,
> {
  /**
   * Unique in its flow; together with the names around it, it is the task's identity in every log.
   */
  readonly name: Name;
  /** Inputs by name; `Type.Optional` marks one that may stay away. */
  readonly requires?: R;
  /** Outputs by name. */
  readonly provides?: P;
  /**
   * Undoes what `execute` did, as far as it got; or says why there is nothing to write:
   * `nothingToUndo`, `irreversible`, `atReceiver`. It is called at least once for a task that has
   * started, whatever its outcome.
   */
  readonly revert: Undo | RevertFunction<R, P>;
  /** When to try `execute` again; never, when left out. */
  readonly retry?: RetryPolicy;
  /** How long an attempt may take; after that its outcome is unknown. No bound when left out. */
  readonly timeout?: Duration;
  /** When to try `revert` again; never, when left out. */
  readonly revertRetry?: RetryPolicy;
  /** How long an attempt to revert may take. */
  readonly revertTimeout?: Duration;
  /** A failure is recorded and reported, and the flow goes on without what the task provides. */
  readonly bestEffort?: Best;
}

/** A task whose code is here. */
export interface LocalTask<R extends Shape, P extends Shape> {
  /** Does the work; it fails by throwing. */
  readonly execute: (input: ValuesOf<R>, context: Context) => Awaitable<Returned<P>>;
  /** Finds out whether an attempt of which nobody knows the outcome has done its work. */
  readonly probe?: ProbeFunction<R, P>;
  readonly at?: never;
}

/** A task that a receiver performs: a contract, which `implement` fills on the other side. */
export interface RemoteTask<R extends Shape> {
  /** Name of the receiver, or a function of the input that gives it. */
  readonly at: string | ((input: ValuesOf<R>) => string);
  readonly execute?: never;
  readonly probe?: never;
}

/** See {@link TaskFields.revert}; it is given exactly the input that `execute` was given. */
export type RevertFunction<R extends Shape, P extends Shape> = (
  input: ValuesOf<R>,
  info: RevertInfo<ValuesOf<P>>,
  context: Context,
) => Awaitable<void>;

/** What `execute` returns: what the task provides, or nothing when it provides nothing. */
export type Returned<P extends Shape> = [keyof P] extends [never] ? void : ValuesOf<P>;

/** For each key that must be there, the task that requires it. */
export type WhoRequires<Name extends string, S extends Shape> = {
  readonly [K in RequiredKeys<S>]: { readonly [P in Name]: true };
};

/** What a task provides for sure: nothing, when its failure is tolerated. */
export type CertainOutput<P extends Shape, Best extends boolean> = Best extends true
  ? Partial<ValuesOf<P>>
  : ValuesOf<P>;

/** The source as untyped code may have written it. */
type LooseSource = Partial<Omit<TaskDefinition, 'at' | 'revert'>> & {
  readonly name: string;
  readonly at?: string | ((input: never) => string);
  readonly revert?: Undo | NonNullable<TaskDefinition['revert']>;
  readonly timeout?: Duration;
  readonly revertTimeout?: Duration;
};

function define(source: LooseSource): TaskDefinition {
  const { name, execute, probe, at, retry, revertRetry, timeout, revertTimeout } = source;
  for (const problem of problemsOf(source)) throw new DeclarationError(name, problem);
  const revert = typeof source.revert === 'function' ? source.revert : undefined;
  const mark = typeof source.revert === 'function' ? 'function' : source.revert?.undo;
  return {
    kind: 'task',
    name,
    requires: source.requires ?? {},
    provides: source.provides ?? {},
    revertKind: mark ?? 'nothing',
    bestEffort: source.bestEffort ?? false,
    ...(execute && { execute }),
    ...(probe && { probe }),
    ...(revert && { revert }),
    ...(at !== undefined && { at: typeof at === 'string' ? () => at : trust<() => string>(at) }),
    ...(retry && { retry }),
    ...(revertRetry && { revertRetry }),
    ...(timeout !== undefined && { timeoutMs: toMs(timeout) }),
    ...(revertTimeout !== undefined && { revertTimeoutMs: toMs(revertTimeout) }),
  };
}

const undos: readonly Undo[] = [nothingToUndo, irreversible, atReceiver];

function* problemsOf(source: LooseSource): Generator<string> {
  const { revert, execute, probe, at } = source;
  if (typeof revert !== 'function' && undos.every(({ undo }) => undo !== revert?.undo)) {
    yield "says nothing of its revert: give a function, 'nothingToUndo' or 'irreversible'";
  }
  if (execute === undefined && at === undefined)
    yield "has no code: give 'execute', or 'at' to name a receiver";
  if (execute !== undefined && typeof execute !== 'function')
    yield "has an 'execute' that is no function";
  if (execute !== undefined && at !== undefined) {
    yield "has both 'execute' and 'at': with a receiver, the code is given to 'implement'";
  }
  if (probe !== undefined && typeof probe !== 'function') yield "has a 'probe' that is no function";
  if (probe !== undefined && at !== undefined) {
    yield "has both 'probe' and 'at': with a receiver, the code is given to 'implement'";
  }
  if (typeof revert === 'object' && revert.undo === 'receiver' && at === undefined) {
    yield "is reverted 'atReceiver', but names none: give 'at'";
  }
  for (const shape of [source.requires, source.provides]) {
    const problem = namesProblem(Object.keys(shape ?? {}));
    if (problem !== undefined) yield problem;
  }
  for (const policy of [source.retry, source.revertRetry]) {
    const problem = policy && policyProblem(policy);
    if (problem !== undefined) yield `cannot retry: ${problem}`;
  }
  const { timeout, revertTimeout } = source;
  for (const [name, duration] of Object.entries({ timeout, revertTimeout })) {
    const problem = duration === undefined ? undefined : durationProblem(duration);
    if (problem !== undefined) yield `'${name}' ${problem}`;
  }
}
