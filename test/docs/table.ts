import { expect } from 'vitest';
import { read } from '../tidy/tree.ts';

/**
 * Expects a page to have these sections between its marks, a mark before and a mark after each.
 * After a change of what a page is made from, `npm test -- docs -u` writes it anew.
 */
export async function expectSections(path: string, sections: readonly string[]): Promise<void> {
  const parts = read(path).split(mark);
  expect(parts, `${path} needs ${2 * sections.length} marks`).toHaveLength(2 * sections.length + 1);
  const whole = parts.map((part, index) =>
    index % 2 === 0 ? part : `\n\n${sections[(index - 1) / 2]}\n\n`,
  );
  await expect(whole.join(mark)).toMatchFileSnapshot(`../../${path}`);
}

const mark = '<!-- generated -->';

/** A Markdown table, as the formatter would lay it out. */
export function table(...rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.map((_, column) => column) ?? [];
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** Words that a program knows, too. */
export function code(text: string): string {
  return `\`${text}\``;
}
