import { unreachable } from '../kernel/invariant.ts';
import type { Description, GroupDescription, TaskDescription } from './description.ts';

/**
 * A flow as boxes and arrows, before any drawing language: what Mermaid and DOT have in common.
 * Ids count the boxes in the order of the description, so the same flow always gives the same text.
 */
export interface Sketch {
  readonly boxes: readonly SketchBox[];
  readonly arrows: readonly SketchArrow[];
}

/** A node of the drawing, or the frame of a group with nodes inside. */
export type SketchBox =
  | { readonly shape: 'task'; readonly id: string; readonly task: TaskDescription }
  | { readonly shape: 'end' | 'choice'; readonly id: string; readonly text: string }
  | { readonly shape: 'gate'; readonly id: string }
  | SketchFrame;

/** The frame of a group. */
export interface SketchFrame {
  readonly shape: 'frame';
  readonly id: string;
  readonly text: string;
  readonly boxes: readonly SketchBox[];
}

/** From one node to the next; a word stands on the arms of a choice. */
export interface SketchArrow extends Exit {
  readonly to: string;
}

/** Sketches a flow, or any node of one, between its start and its end. */
export function sketch(description: Description): Sketch {
  const draft: Draft = { arrows: [], count: 0 };
  const start: SketchBox = { shape: 'end', id: nextId(draft), text: titleOf(description) };
  // The outermost flow is the drawing itself: a frame around everything would only cost room.
  const body = inOrder(draft, description.kind === 'flow' ? description.nodes : [description]);
  const end: SketchBox = { shape: 'end', id: nextId(draft), text: 'done' };
  connect(draft, [{ from: start.id }], body.entry);
  connect(draft, body.exits, end.id);
  const arrows = draft.arrows.toSorted((a, b) => order(a.from) - order(b.from));
  return { boxes: [start, ...body.boxes, end], arrows };
}

/** What the box of a task says, line by line: its name, and what a reader must not miss. */
export function marksOf(task: TaskDescription): readonly string[] {
  return [
    task.name,
    ...(task.remote ? ['at its receiver'] : []),
    ...(task.revert === 'irreversible' ? ['irreversible'] : []),
  ];
}

/** What a drawn node shows to its neighbours: one way in, and every way out. */
interface Piece {
  readonly boxes: readonly SketchBox[];
  readonly entry: string;
  readonly exits: readonly Exit[];
}

interface Exit {
  readonly from: string;
  readonly word?: 'yes' | 'no';
}

interface Draft {
  readonly arrows: SketchArrow[];
  count: number;
}

function place(draft: Draft, node: Description): Piece {
  switch (node.kind) {
    case 'task': {
      const id = nextId(draft);
      return { boxes: [{ shape: 'task', id, task: node }], entry: id, exits: [{ from: id }] };
    }
    case 'flow':
    case 'linear':
      return framed(draft, node, () => inOrder(draft, node.nodes));
    case 'parallel':
      return framed(draft, node, () => byEdges(draft, node.nodes, []));
    case 'graph':
      return framed(draft, node, () => byEdges(draft, node.nodes, node.edges ?? []));
    case 'when':
      return choice(draft, node);
    default:
      return unreachable(node);
  }
}

function framed(draft: Draft, group: GroupDescription, content: () => Piece): Piece {
  const id = nextId(draft);
  const piece = content();
  return { ...piece, boxes: [{ shape: 'frame', id, text: titleOf(group), boxes: piece.boxes }] };
}

function inOrder(draft: Draft, nodes: readonly Description[]): Piece {
  const [first, ...rest] = nodes.map((node) => place(draft, node));
  if (first === undefined) return gate(draft);
  let last = first;
  for (const piece of rest) {
    connect(draft, last.exits, piece.entry);
    last = piece;
  }
  return {
    boxes: [first, ...rest].flatMap((piece) => piece.boxes),
    entry: first.entry,
    exits: last.exits,
  };
}

/** Several first nodes open at a gate, several last ones close at one: else arrows would cross. */
function byEdges(draft: Draft, nodes: readonly Description[], edges: Edges): Piece {
  const fed = new Set(edges.map(([, to]) => to));
  const feeding = new Set(edges.map(([from]) => from));
  const roots = nodes.filter((node) => !fed.has(node.path));
  const leaves = nodes.filter((node) => !feeding.has(node.path));

  const fork = roots.length === 1 ? undefined : gate(draft);
  const pieces = new Map(nodes.map((node) => [node.path, place(draft, node)]));
  const join = leaves.length === 1 ? undefined : gate(draft);
  const at = (nodesThere: readonly Description[]) =>
    nodesThere.flatMap((node) => pieces.get(node.path) ?? []);

  for (const root of at(roots)) if (fork) connect(draft, fork.exits, root.entry);
  for (const [from, to] of edges) {
    const [source, target] = [pieces.get(from), pieces.get(to)];
    if (source && target) connect(draft, source.exits, target.entry);
  }
  const exits = at(leaves).flatMap((leaf) => leaf.exits);
  if (join) connect(draft, exits, join.entry);
  return {
    boxes: [fork, ...pieces.values(), join].flatMap((piece) => piece?.boxes ?? []),
    entry: fork?.entry ?? at(roots)[0]?.entry ?? '',
    exits: join?.exits ?? exits,
  };
}

type Edges = readonly (readonly [from: string, to: string])[];

function choice(draft: Draft, group: GroupDescription): Piece {
  const id = nextId(draft);
  const [arm, other] = group.nodes.map((node) => place(draft, node));
  if (arm !== undefined) connect(draft, [{ from: id, word: 'yes' }], arm.entry);
  if (other !== undefined) connect(draft, [{ from: id, word: 'no' }], other.entry);
  const diamond: SketchBox = { shape: 'choice', id, text: group.condition ?? group.name };
  return {
    boxes: [diamond, ...(arm?.boxes ?? []), ...(other?.boxes ?? [])],
    entry: id,
    exits: [...(arm?.exits ?? []), ...(other?.exits ?? [{ from: id, word: 'no' }])],
  };
}

function gate(draft: Draft): Piece {
  const id = nextId(draft);
  return { boxes: [{ shape: 'gate', id }], entry: id, exits: [{ from: id }] };
}

function connect(draft: Draft, exits: readonly Exit[], to: string): void {
  for (const exit of exits) draft.arrows.push({ ...exit, to });
}

function nextId(draft: Draft): string {
  draft.count += 1;
  return `n${draft.count}`;
}

function order(id: string): number {
  return Number(id.slice(1));
}

function titleOf(node: Description): string {
  if (node.kind !== 'flow' || node.version === undefined) return node.name;
  return `${node.name} v${node.version}`;
}
