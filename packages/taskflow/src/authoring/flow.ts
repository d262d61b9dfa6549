import { DeclarationError, FlowError } from '../errors.ts';
import { compile } from '../kernel/index.ts';
import type { Blueprint, FlowBlueprint, Plan, Values } from '../kernel/index.ts';
import { namesOf, namesProblem } from '../schema/shape.ts';
import type { Shape, ValuesOf } from '../schema/shape.ts';
import { trust } from '../trust.ts';
import type { Misfits, MisfitText, Text } from './check.ts';
import { clashesOf } from './clash.ts';
import type { Definition } from './definition.ts';
import type { InputOf, Node, OutputOf, WhoOf } from './node.ts';
import type { WhoRequires } from './task.ts';

/**
 * Closes a node into a flow: whatever is required in it is provided in it or declared as input. A
 * flow is a node, so flows nest; what it provides is seen outside, what it requires is its declared
 * input.
 *
 * @example
 * ```ts
 * import { flow, nothingToUndo, run, task } from '@conductor/taskflow';
 * import { Type } from 'typebox';
 *
 * const greet = task({
 *   name: 'greet',
 *   requires: { name: Type.String() },
 *   execute: ({ name }) => console.log(`Hello, ${name}`),
 *   revert: nothingToUndo,
 * });
 * await run(flow({ name: 'welcome', input: { name: Type.String() } }, greet), { name: 'Ada' });
 *
 * try {
 *   // @ts-expect-error: flow 'forgetful' lacks input 'name', needed by 'greet'
 *   flow({ name: 'forgetful' }, greet);
 * } catch (error) {
 *   console.log(String(error));
 * }
 * ```
 *
 * ```text
 * Hello, Ada
 * FlowError: taskflow: flow 'forgetful' cannot be built:
 *   - taskflow: flow 'forgetful' lacks input 'name', needed by 'greet'
 * ```
 * @throws {FlowError} with every mistake at once, for what the compiler could not see.
 */
export function flow<const Name extends string, const I extends Shape = {}, N extends Node = Node>(
  head: FlowHead<Name, I>,
  node: Closed<Name, I, N>,
): Flow<Name, ValuesOf<I>, OutputOf<N>, WhoRequires<Name, I>> {
  const body = trust<Node>(node);
  const { name, version = 1, input, lock } = head;
  if (!Number.isInteger(version) || version < 1) {
    throw new DeclarationError(name, `version is ${version}, use a whole number from 1`);
  }
  const problem = namesProblem(Object.keys(input ?? {}));
  if (problem !== undefined) throw new DeclarationError(name, problem);
  checkLocks(name, lock, body.blueprint);
  const { required, optional } = namesOf(input ?? {});
  const blueprint: FlowBlueprint = {
    kind: 'flow',
    name,
    version,
    requires: required,
    optional,
    node: body.blueprint,
  };
  const compiled = compile(blueprint);
  if ('mistakes' in compiled) throw new FlowError(name, compiled.mistakes);
  const { plan } = compiled;
  const code = codeOf(plan, body.definitions);
  const clashes = clashesOf(plan, code, input ?? {});
  if (clashes.length > 0) throw new FlowError(name, clashes);
  if (lock !== undefined) locked.add(blueprint);
  return trust({
    name,
    version,
    input: input ?? {},
    blueprint,
    definitions: body.definitions,
    plan,
    code,
    ...(lock && { lock }),
  });
}

/** What a flow says of itself. */
export interface FlowHead<Name extends string, I extends Shape> {
  readonly name: Name;
  /** A whole number, 1 when left out; raise it with every change of structure. */
  readonly version?: number;
  /** What a run is given, by name; checked before anything is written. */
  readonly input?: I;
  /**
   * Names what a run needs for itself: of the runs with one key, one is under way at a time. The
   * journal keeps it for as long as the run is not finished; a `run` without a journal keeps none.
   * It is a pure function of the input. A flow with a lock cannot be nested.
   */
  readonly lock?: (input: ValuesOf<I>) => string;
}

/** A closed node, ready to run. */
export interface Flow<
  Name extends string = string,
  In = unknown,
  Out = unknown,
  Who = unknown,
> extends Node<Name, In, Out, Who> {
  readonly version: number;
  readonly input: Shape;
  readonly blueprint: FlowBlueprint;
  readonly plan: Plan;
  /** The contributor's code of each atom of the plan; a join has none. */
  readonly code: readonly (Definition | undefined)[];
  /** See {@link FlowHead.lock}. */
  readonly lock?: (input: Values) => string;
}

/** The node itself when the declared input closes it, else the text of what is missing. */
export type Closed<Name extends string, I extends Shape, N extends Node> = [InputOf<N>] extends [
  never,
]
  ? `taskflow: in '${Name}', two tasks need one input with types that cannot both hold`
  : [Extract<keyof OutputOf<N>, keyof I>] extends [never]
    ? [Unmet<N, I>] extends [never]
      ? [Misfits<InputOf<N>, ValuesOf<I>>] extends [never]
        ? N
        : MisfitText<Name, N, ValuesOf<I>, Misfits<InputOf<N>, ValuesOf<I>>>
      : Lacking<Name, WhoOf<N>, Unmet<N, I>>
    : `taskflow: in '${Name}', '${N['name']}' provides '${Text<Extract<keyof OutputOf<N>, keyof I>>}', which is already provided`;

type Unmet<N extends Node, I> = Exclude<keyof WhoOf<N>, keyof I>;

type Lacking<Name extends string, Who, K> = K extends keyof Who
  ? `taskflow: flow '${Name}' lacks input '${Text<K>}', needed by '${Text<keyof Who[K]>}'`
  : never;

/** Lines the code up with the atoms: both are in the order of writing, joins aside. */
function codeOf(plan: Plan, definitions: readonly Definition[]): (Definition | undefined)[] {
  let next = 0;
  return plan.atoms.map((atom) => (atom.kind === 'join' ? undefined : definitions[next++]));
}

// The blueprints of flows with a lock.
const locked = new WeakSet<Blueprint>();

/** A lock belongs to a run: nested, it would be ignored, and two runs would share what it names. */
function checkLocks(name: string, lock: unknown, body: Blueprint): void {
  if (lock !== undefined && typeof lock !== 'function')
    throw new DeclarationError(name, "has a 'lock' that is no function");
  const inner = lockedIn(body);
  if (inner !== undefined) {
    throw new DeclarationError(
      name,
      `holds flow '${inner}', whose lock only a run of its own would take: nest the node that ` +
        `'${inner}' closes, and give '${name}' a lock`,
    );
  }
}

/** Name of a flow with a lock in a node, or of the node itself. */
function lockedIn(node: Blueprint): string | undefined {
  const waiting: Blueprint[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (locked.has(next)) return next.name;
    // What a flow holds was looked at when it was built.
    if (next.kind === 'task' || next.kind === 'flow') continue;
    if ('nodes' in next) for (const inner of next.nodes) waiting.push(inner);
    else if ('arms' in next) for (const arm of next.arms) waiting.push(arm);
    else waiting.push(next.node);
  }
  return undefined;
}
