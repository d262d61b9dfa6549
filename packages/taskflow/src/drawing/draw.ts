import type { Node } from '../authoring/node.ts';
import type { TaskStatus } from '../kernel/index.ts';
import { describe } from './describe.ts';
import { dotOf } from './dot.ts';
import { mermaidOf } from './mermaid.ts';

/** States of tasks by path, as `statusesOf` of the kernel or a listener's own record gives them. */
export type RunStates = ReadonlyMap<string, TaskStatus>;

/**
 * A flow as a Mermaid flowchart, coloured with the states of a run when they are given.
 *
 * @example
 * ```ts
 * import { flow, linear, nothingToUndo, task, toMermaid } from '@conductor/taskflow';
 * const step = (name: string) => task({ name, execute: () => undefined, revert: nothingToUndo });
 * const pair = flow({ name: 'pair' }, linear('steps', step('first'), step('second')));
 * process.stdout.write(toMermaid(pair));
 * ```
 *
 * ```text
 * flowchart TD
 *   n1(["pair v1"])
 *   subgraph n2["steps"]
 *     n3["first"]
 *     n4["second"]
 *   end
 *   n5(["done"])
 *   n1 --> n3
 *   n3 --> n4
 *   n4 --> n5
 * ```
 */
export function toMermaid(flow: Node, run?: RunStates): string {
  return mermaidOf(describe(flow), run);
}

/**
 * A flow as a Graphviz digraph, coloured with the states of a run when they are given.
 *
 * @example
 * ```ts
 * import { flow, linear, nothingToUndo, task, toDot } from '@conductor/taskflow';
 * const step = (name: string) => task({ name, execute: () => undefined, revert: nothingToUndo });
 * const pair = flow({ name: 'pair' }, linear('steps', step('first'), step('second')));
 * process.stdout.write(toDot(pair));
 * ```
 *
 * ```text
 * digraph "pair" {
 *   graph [fontname="sans-serif", nodesep=0.4, ranksep=0.4]
 *   node [fontname="sans-serif", shape=box, style="rounded,filled", fillcolor=white]
 *   edge [fontname="sans-serif"]
 *   n1 [label="pair v1", shape=oval]
 *   subgraph cluster_n2 {
 *     label="steps"
 *     n3 [label="first"]
 *     n4 [label="second"]
 *   }
 *   n5 [label="done", shape=oval]
 *   n1 -> n3
 *   n3 -> n4
 *   n4 -> n5
 * }
 * ```
 */
export function toDot(flow: Node, run?: RunStates): string {
  return dotOf(describe(flow), run);
}
