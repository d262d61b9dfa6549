import { stripVTControlCharacters, styleText } from 'node:util';

/** One line of a picture, in pieces of one tone each: it can be measured and compared unpainted. */
export type Line = readonly Span[];

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** What a colour means; {@link paint} says which colour that is. */
export type Tone = 'plain' | 'strong' | 'faint' | 'busy' | 'good' | 'warn' | 'bad' | 'back';

/** Makes a piece of a line out of any text, as {@link clean} leaves it. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: clean(text), tone };
}

/** A text without line breaks and control sequences: a message must not move the cursor. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** A line as text without colours, and without the blanks at its end. */
export function textOf(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** A line with its colours, whether the stream asked for them or not: the caller has decided. */
export function paint(line: Line): string {
  return line
    .map(({ text, tone }) =>
      tone === 'plain' ? text : styleText(formats[tone], text, { validateStream: false }),
    )
    .join('');
}

/** The line in at most `width` columns; an ellipsis stands for what was cut off. */
export function clip(line: Line, width: number): Line {
  if (columnsOf(textOf(line)) <= width) return line;
  const kept: Span[] = [];
  let left = width - 1;
  for (const { text, tone } of line) {
    const fitting = prefixOf(text, left);
    if (fitting.length < text.length) return [...kept, { text: `${fitting}…`, tone }];
    kept.push({ text, tone });
    left -= columnsOf(text);
  }
  return kept;
}

/** Columns that a text takes: signs of East Asia and emoji take two. */
export function columnsOf(text: string): number {
  if (/^[ -~]*$/u.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

function prefixOf(text: string, columns: number): string {
  let left = columns;
  for (const { segment, index } of segmenter.segment(text)) {
    left -= columnsOf(segment);
    if (left < 0) return text.slice(0, index);
  }
  return text;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\ufe0f/u;

const formats = {
  strong: 'bold',
  faint: 'dim',
  busy: 'cyan',
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  back: 'magenta',
} as const;
