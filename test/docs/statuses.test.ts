import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runMoves, taskMoves } from '@conductor/taskflow/kernel';
import type { Move } from '@conductor/taskflow/kernel';
import { expect, test } from 'vitest';
import { read } from './tidy/tree.ts';

const mark = '<!-- generated:statuses -->';

/** The pages whose programs are run; each `ts` block is whole, and a `text` block is its output. */
const pages = [
  'README.md',
  'docs/tutorial/1-first-task.md',
  'docs/tutorial/2-first-flow.md',
  'docs/tutorial/3-failing-and-reverting.md',
];

const programs = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n(.*?)^```\n(?:\s*```text\n(.*?)^```\n)?/gms)].map(
    ([, program = '', printed], index) => ({ page, block: index + 1, program, printed }),
  ),
);

test.each(pages)('%s has a program, and every program shows what it prints', (page) => {
  const here = programs.filter((program) => program.page === page);
  expect(here).not.toEqual([]);
  expect(here.filter(({ printed }) => printed === undefined)).toEqual([]);
});

test.each(programs)('block $block of $page prints what the page says', async (shown) => {
  const args = ['--input-type=module-typescript', '--no-warnings', '--eval', shown.program];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
  });
  expect(stdout).toBe(shown.printed);
});

// After a change of the tables, `npm test -- docs.test.ts -u` writes the page anew.
test('the page of statuses shows the tables of moves', async () => {
  const page = read('docs/reference/statuses.md');
  const parts = page.split(mark);
  expect(parts).toHaveLength(5);
  const [head, , middle, , foot] = parts;
  const shown = [head, section(taskMoves), middle, section(runMoves), foot];
  await expect(shown.join(mark)).toMatchFileSnapshot('../docs/reference/statuses.md');
});

type Moves = readonly Move<string>[];

function section(moves: Moves): string {
  return `\n\n${diagram(moves)}\n\n${table(moves)}\n\n`;
}

function diagram(moves: Moves): string {
  const froms = new Set(moves.map(({ from }) => from));
  const ends = new Set(moves.map(({ to }) => to).filter((to) => !froms.has(to)));
  const names = [...new Set([...froms, ...ends])];
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...names.filter((name) => name !== id(name)).map((name) => `  state "${name}" as ${id(name)}`),
    `  [*] --> ${id(names[0] ?? '')}`,
    ...moves.map(({ from, to }) => `  ${id(from)} --> ${id(to)}`),
    ...[...ends].map((name) => `  ${id(name)} --> [*]`),
    '```',
  ].join('\n');
}

/** Mermaid reads a hyphen as the start of an arrow. */
function id(name: string): string {
  return name.replaceAll('-', '_');
}

function table(moves: Moves): string {
  const rows = [
    ['from', 'to', 'by'],
    ...moves.map(({ from, to, by }) => [`\`${from}\``, `\`${to}\``, by]),
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}
