import { files, read } from '../tidy/tree.ts';

/** A program that is shown to readers, and what they are told it prints. */
export interface Shown {
  /** `path:line` of the program. */
  readonly place: string;
  readonly path: string;
  readonly program: string;
  /** Its output: every `text` block between this program and the next. */
  readonly printed: string;
}

/** Every page that is written by hand. */
export const pages: readonly string[] = files.filter((path) => path.endsWith('.md'));

/** The sources whose doc comments a reader of the API meets. */
export const commented: readonly string[] = files.filter((path) =>
  /^packages\/[^/]+\/src\/.*\.ts$/.test(path),
);

/** Every program of the pages, and every example of the doc comments; one form serves both. */
export const shown: readonly Shown[] = [
  ...pages.flatMap((path) => programsIn(path, read(path).split('\n'))),
  ...commented.flatMap((path) => programsIn(path, commentLines(path))),
];

/** The lines of a file, blank where there is no doc comment, and without the stars where one is. */
export function commentLines(path: string): string[] {
  let inside = false;
  return read(path)
    .split('\n')
    .map((line) => {
      inside ||= /^\s*\/\*\*/.test(line);
      const text = inside ? line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, '') : '';
      if (line.includes('*/')) inside = false;
      return text;
    });
}

interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

function programsIn(path: string, lines: readonly string[]): Shown[] {
  const blocks = blocksIn(lines);
  return blocks.flatMap(({ language, line, text }, index) => {
    if (language !== 'ts') return [];
    const next = blocks.findIndex((block, at) => at > index && block.language === 'ts');
    const between = blocks.slice(index + 1, next < 0 ? undefined : next);
    const printed = between.filter((block) => block.language === 'text');
    const output = printed.map((block) => block.text).join('');
    return [{ place: `${path}:${line}`, path, program: text, printed: output }];
  });
}

/** The fenced blocks, in order. */
function blocksIn(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; text: string } | undefined;
  lines.forEach((line, index) => {
    const fence = /^```(\S*)$/.exec(line);
    if (open === undefined) {
      if (fence !== null) open = { language: fence[1] ?? '', line: index + 1, text: '' };
    } else if (fence !== null) {
      blocks.push(open);
      open = undefined;
    } else open.text += `${line}\n`;
  });
  return blocks;
}
