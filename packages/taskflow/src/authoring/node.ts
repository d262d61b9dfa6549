import type { Blueprint } from '../kernel/index.ts';
import type { Definition } from './definition.ts';

declare const typed: unique symbol;

/**
 * Anything that can stand in a flow: a task, a group, a choice, a whole flow.
 * A node is a plain object that never changes, so one node may stand in any number of flows.
 */
export interface Node<Name extends string = string, In = unknown, Out = unknown, Who = unknown> {
  readonly name: Name;
  /** The node as data. */
  readonly blueprint: Blueprint;
  /** The contributor's code in it, in the order of writing. */
  readonly definitions: readonly Definition[];
  /** Types only; no value carries it. */
  readonly [typed]?: { readonly in: In; readonly out: Out; readonly who: Who };
}

/** What a node requires from outside. */
export type InputOf<N extends Node> = NonNullable<N[typeof typed]>['in'];

/** What a node provides. */
export type OutputOf<N extends Node> = NonNullable<N[typeof typed]>['out'];

/** For each key that a node cannot do without, the names of the tasks that require it. */
export type WhoOf<N extends Node> = NonNullable<N[typeof typed]>['who'];
