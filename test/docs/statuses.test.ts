// Goal: the page of statuses shows the tables of moves that the kernel goes by.
import { runMoves, taskMoves } from '@conductor/taskflow/kernel';
import type { Move } from '@conductor/taskflow/kernel';
import { test } from 'vitest';
import { code, expectSections, table } from './table.ts';

test('the page of statuses shows the tables of moves', async () => {
  await expectSections('docs/reference/statuses.md', [section(taskMoves), section(runMoves)]);
});

type Moves = readonly Move<string>[];

function section(moves: Moves): string {
  const rows = moves.map(({ from, to, by }) => [code(from), code(to), by]);
  return `${diagram(moves)}\n\n${table(['from', 'to', 'by'], ...rows)}`;
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
