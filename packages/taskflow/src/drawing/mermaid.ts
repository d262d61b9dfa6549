import { unreachable } from '../kernel/invariant.ts';
import type { TaskStatus } from '../kernel/status.ts';
import type { Description } from './description.ts';
import { palette } from './palette.ts';
import { marksOf, sketch } from './sketch.ts';
import type { SketchArrow, SketchBox } from './sketch.ts';

/**
 * Draws a description as a Mermaid flowchart.
 * Any name is safe: what Mermaid would read as syntax is written as a character code. The text is
 * the same on every call, so it may be kept in a page and compared.
 *
 * @param statuses how far a run is, by task path; it colours the boxes.
 */
export function mermaidOf(
  description: Description,
  statuses: ReadonlyMap<string, TaskStatus> = new Map(),
): string {
  const { boxes, arrows } = sketch(description);
  return [
    'flowchart TD',
    ...boxes.flatMap((box) => indented(boxLines(box))),
    ...indented(arrows.map(arrowLine)),
    ...indented(classLines(everyBox(boxes), statuses)),
    '',
  ].join('\n');
}

function boxLines(box: SketchBox): readonly string[] {
  switch (box.shape) {
    case 'task': {
      const [open, close] = box.task.remote ? ['[[', ']]'] : ['[', ']'];
      return [`${box.id}${open}${quoted(...marksOf(box.task))}${close}`];
    }
    case 'end':
      return [`${box.id}([${quoted(box.text)}])`];
    case 'choice':
      return [`${box.id}{${quoted(box.text)}}`];
    case 'gate':
      return [`${box.id}((${quoted('')}))`];
    case 'frame':
      return [
        `subgraph ${box.id}[${quoted(box.text)}]`,
        ...indented(box.boxes.flatMap(boxLines)),
        'end',
      ];
    default:
      return unreachable(box);
  }
}

function arrowLine({ from, to, word }: SketchArrow): string {
  return word === undefined ? `${from} --> ${to}` : `${from} -->|${word}| ${to}`;
}

/** Declares the classes that are used, each with its boxes. */
function classLines(
  boxes: readonly SketchBox[],
  statuses: ReadonlyMap<string, TaskStatus>,
): readonly string[] {
  return Object.entries(styles).flatMap(([name, style]) => {
    const ids = boxes.filter((box) => looksOf(box, statuses).includes(name)).map((box) => box.id);
    return ids.length === 0 ? [] : [`classDef ${name} ${style}`, `class ${ids.join(',')} ${name}`];
  });
}

/** Lines say what a task is, colours say how it fares: both can be seen on one box. */
const styles: Readonly<Record<string, string>> = {
  gate: 'fill:#6b7280,stroke:#6b7280',
  pivot: 'stroke-width:4px',
  bestEffort: 'stroke-dasharray:6 4',
  ...Object.fromEntries(
    Object.entries(palette).map(([status, { fill, stroke, text }]) => [
      status,
      `fill:${fill},stroke:${stroke},color:${text}`,
    ]),
  ),
};

function looksOf(
  box: SketchBox,
  statuses: ReadonlyMap<string, TaskStatus>,
): readonly (string | undefined)[] {
  if (box.shape === 'gate') return ['gate'];
  if (box.shape !== 'task') return [];
  const { path, revert, bestEffort } = box.task;
  return [
    revert === 'irreversible' ? 'pivot' : undefined,
    bestEffort ? 'bestEffort' : undefined,
    statuses.get(path),
  ];
}

function everyBox(boxes: readonly SketchBox[]): readonly SketchBox[] {
  return boxes.flatMap((box) => (box.shape === 'frame' ? everyBox(box.boxes) : [box]));
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** A blank stands for an empty text, which Mermaid refuses. */
function quoted(...lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>') || ' '}"`;
}

/** Letters, digits and harmless signs stay; the rest becomes `#code;`, which Mermaid turns back. */
function escaped(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N} /?,'_.-]/gu, (sign) => `#${sign.codePointAt(0) ?? 32};`);
}
