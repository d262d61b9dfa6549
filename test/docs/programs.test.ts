// Goal: what readers are shown is true. Method: every program of a page, and every example of a
// doc comment, is compiled with the options of this repository and run; a reader sees its output
// in the `text` blocks that follow it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { read } from '../tidy/tree.ts';
import { complaintsOf } from '../types/compiler.ts';
import type { Complaint } from '../types/compiler.ts';
import { commented, commentLines, pages, shown } from './shown.ts';

const taught = pages.filter((path) => path === 'README.md' || path.startsWith('docs/tutorial/'));

test.each(taught)('%s has a program', (page) => {
  expect(shown.filter(({ path }) => path === page)).not.toEqual([]);
});

describe('each program compiles', () => {
  let complaints: readonly (readonly Complaint[])[] = [];
  beforeAll(() => {
    complaints = complaintsOf(shown.map(({ program }) => program));
  }, 120_000);

  test.each(shown.map((each, index) => ({ ...each, index })))('$place', ({ index }) => {
    expect(complaints[index]).toEqual([]);
  });
});

describe.concurrent('each program prints what the page says', { timeout: 30_000 }, () => {
  test.each(shown)('$place', async ({ program, printed }) => {
    expect(printed, 'no text block follows the program').not.toBe('');
    const args = ['--input-type=module-typescript', '--no-warnings', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: testFolder });
    expect(stdout).toBe(printed);
  });
});

test.each(['', '/testing', '/terminal', '/sqlite'])(
  'every function of @conductor/taskflow%s has an example',
  async (door) => {
    const opened: unknown = await import(`@conductor/taskflow${door}`);
    const functions = Object.entries(opened ?? {}).filter(([, value]) => isFunction(value));
    expect(functions).not.toEqual([]);
    expect(functions.map(([name]) => name).filter((name) => !explained.has(name))).toEqual([]);
  },
);

test('every example of a doc comment is a program', () => {
  const examples = commented.flatMap((path) =>
    commentLines(path).filter((line) => line.startsWith('@example')),
  );
  expect(shown.filter(({ path }) => path.endsWith('.ts'))).toHaveLength(examples.length);
});

// Packages are found from where the tests are, as they are by a user's own file.
const testFolder = new URL('..', import.meta.url);

/** The names of exported functions whose doc comment has an example. */
const explained = new Set(
  commented.flatMap((path) =>
    [...read(path).matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport (?:async )?function (\w+)/g)]
      .filter(([, comment = '']) => comment.includes('@example\n'))
      .map(([, , name = '']) => name),
  ),
);

function isFunction(value: unknown): boolean {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}
