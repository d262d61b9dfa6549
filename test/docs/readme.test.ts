// Goal: the README promises nothing that no test keeps.
import { expect, test } from 'vitest';
import { read } from '../tidy/tree.ts';

test('each promise of the README is the name of a test', () => {
  const promises = [...read('README.md').matchAll(/^\d+\. \*\*([KD]\d+, .*?)\.\*\*/gm)];
  const tests = [...read('test/guarantees.test.ts').matchAll(/^test\('(.*?)', /gm)];
  expect(promises.length).toBeGreaterThan(0);
  expect(promises.map(([, promise]) => promise)).toEqual(tests.map(([, name]) => name));
});

test('the README comes to the point', () => {
  const lines = read('README.md').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(140);
  expect(lines.indexOf('```ts')).toBeLessThan(14);
});
