// Goal: no link of a page leads nowhere: the file is there, and so is the heading.
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { files, read } from '../tidy/tree.ts';
import { pages } from './shown.ts';

const links = pages.flatMap((page) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => ({ page, to })),
);
const own = links.filter(({ to }) => !to.startsWith('https:'));

test('there are links', () => {
  expect(own.length).toBeGreaterThan(20);
});

test.each(own)('$page may lead to $to', ({ page, to }) => {
  const [path = '', heading] = to.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path)).replaceAll('\\', '/');
  const folder = `${target.replace(/\/$/, '')}/`;
  expect(files.filter((file) => file === target || file.startsWith(folder))).not.toEqual([]);
  if (heading !== undefined) expect(headingsOf(target)).toContain(heading);
});

/** A page without its blocks of code, in which brackets mean something else. */
function prose(page: string): string {
  return read(page).replace(/^```.*?^```$/gms, '');
}

/** The names by which headings are linked. */
function headingsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
