import type { Node } from '../authoring/node.ts';
import type { TaskStatus } from '../kernel/index.ts';
import { describe } from './describe.ts';
import { dotOf } from './dot.ts';
import { mermaidOf } from './mermaid.ts';

/** States of tasks by path, as `statusesOf` of the kernel or a listener's own record gives them. */
export type RunStates = ReadonlyMap<string, TaskStatus>;

/** A flow as a Mermaid flowchart, coloured with the states of a run when they are given. */
export function toMermaid(flow: Node, run?: RunStates): string {
  return mermaidOf(describe(flow), run);
}

/** A flow as a Graphviz digraph, coloured with the states of a run when they are given. */
export function toDot(flow: Node, run?: RunStates): string {
  return dotOf(describe(flow), run);
}
