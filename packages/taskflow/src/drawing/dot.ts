import { unreachable } from '../kernel/invariant.ts';
import type { TaskStatus } from '../kernel/status.ts';
import type { Description, TaskDescription } from './description.ts';
import { palette } from './palette.ts';
import { marksOf, sketch } from './sketch.ts';
import type { SketchArrow, SketchBox } from './sketch.ts';

/**
 * Draws a description in DOT, for Graphviz.
 * Any name is safe, and the text is the same on every call.
 *
 * @param statuses how far a run is, by task path; it colours the boxes.
 */
export function dotOf(
  description: Description,
  statuses: ReadonlyMap<string, TaskStatus> = new Map(),
): string {
  const { boxes, arrows } = sketch(description);
  return [
    `digraph ${quoted(description.name)} {`,
    '  graph [fontname="sans-serif", nodesep=0.4, ranksep=0.4]',
    '  node [fontname="sans-serif", shape=box, style="rounded,filled", fillcolor=white]',
    '  edge [fontname="sans-serif"]',
    ...indented(boxes.flatMap((box) => boxLines(box, statuses))),
    ...indented(arrows.map(arrowLine)),
    '}',
    '',
  ].join('\n');
}

function boxLines(box: SketchBox, statuses: ReadonlyMap<string, TaskStatus>): readonly string[] {
  switch (box.shape) {
    case 'task':
      return [`${box.id} [${taskAttributes(box.task, statuses.get(box.task.path))}]`];
    case 'end':
      return [`${box.id} [label=${quoted(box.text)}, shape=oval]`];
    case 'choice':
      return [`${box.id} [label=${quoted(box.text)}, shape=diamond, style=filled]`];
    case 'gate':
      return [`${box.id} [label="", shape=circle, width=0.15, fillcolor=gray40, color=gray40]`];
    case 'frame':
      return [
        `subgraph cluster_${box.id} {`,
        ...indented([
          `label=${quoted(box.text)}`,
          ...box.boxes.flatMap((inner) => boxLines(inner, statuses)),
        ]),
        '}',
      ];
    default:
      return unreachable(box);
  }
}

function taskAttributes(task: TaskDescription, status: TaskStatus | undefined): string {
  const colours = status === undefined ? undefined : palette[status];
  return [
    `label=${quoted(...marksOf(task))}`,
    ...(task.remote ? ['peripheries=2'] : []),
    ...(task.bestEffort ? ['style="rounded,filled,dashed"'] : []),
    ...(task.revert === 'irreversible' ? ['penwidth=3'] : []),
    ...(colours === undefined
      ? []
      : [
          `fillcolor="${colours.fill}"`,
          `color="${colours.stroke}"`,
          `fontcolor="${colours.text}"`,
        ]),
  ].join(', ');
}

function arrowLine({ from, to, word }: SketchArrow): string {
  return `${from} -> ${to}${word === undefined ? '' : ` [label="${word}"]`}`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** Lines of a text in quotes, with the signs taken away that DOT would read as its own. */
function quoted(...lines: readonly string[]): string {
  return `"${lines.map(escaped).join('\\n')}"`;
}

function escaped(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/["\\]/gu, '\\$&')
    .replace(/&/gu, '&amp;');
}
