import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { manifests } from './tidy/manifest.ts';
import { read } from './tidy/tree.ts';

/** The doors of the built library, and the packages that each may load when it is opened. */
const doors = [
  {
    door: '@conductor/taskflow',
    loads: ['ajv', 'ajv-formats', 'eventemitter3', 'is-network-error', 'p-retry'],
  },
  { door: '@conductor/taskflow/kernel', loads: [] },
  {
    door: '@conductor/taskflow/testing',
    loads: ['ajv', 'ajv-formats', 'eventemitter3', 'is-network-error', 'p-retry'],
  },
  {
    door: '@conductor/taskflow/terminal',
    loads: [
      'ajv',
      'ajv-formats',
      'eventemitter3',
      'is-network-error',
      'p-retry',
      'log-update',
      'node:util',
    ],
  },
  {
    door: '@conductor/taskflow/sqlite',
    loads: ['node:fs', 'node:os', 'node:path', 'node:worker_threads'],
  },
];

const { resolve } = createRequire(import.meta.url);

test('the table above names every door of package.json', () => {
  const manifest = read('packages/taskflow/package.json');
  const names = [...manifest.matchAll(/"\.(\/[a-z]+)?": \{/g)].map(([, path = '']) => path);
  const { name } = manifests.find(({ path }) => path === 'packages/taskflow/package.json') ?? {};
  expect(doors.map(({ door }) => door)).toEqual(names.map((path) => `${name}${path}`));
});

test.each(doors)('$door opens, and has no default export', async ({ door }) => {
  const names = (await open(door)).map(([name]) => name);
  expect(names).not.toEqual([]);
  expect(names).not.toContain('default');
});

test.each(doors)('$door loads only what it may', ({ door, loads }) => {
  const loaded = loadedBy(resolve(door)).map(packageOf);
  expect([...new Set(loaded)].filter((name) => !loads.includes(name))).toEqual([]);
});

test('what two doors export under one name is one thing', async () => {
  const seen = new Map<string, unknown>();
  for (const { door } of doors) {
    for (const [name, value] of await open(door)) {
      if (seen.has(name)) expect(value, `${name} of ${door}`).toBe(seen.get(name));
      seen.set(name, value);
    }
  }
});

test.each(doors)('$door starts nothing and prints nothing when it is opened', async ({ door }) => {
  // The standard streams count as resources once somebody has looked at them; that is no start.
  const program = `
    await import(${JSON.stringify(door)});
    const started = process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|FS/.test(name));
    console.log(started.join());`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
  });
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '', stderr: '' });
});

async function open(door: string): Promise<[name: string, value: unknown][]> {
  const opened: unknown = await import(door);
  return Object.entries(opened ?? {});
}

/** The packages that a built file loads, itself and through the files it shares with others. */
function loadedBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = /^(?:import|export|\} from)\b.*?["']([^"']+)["'];?$/gm;
  const specifiers = [...readFileSync(file, 'utf8').matchAll(imports)].map(([, name = '']) => name);
  return specifiers.flatMap((name) =>
    name.startsWith('.') ? loadedBy(join(dirname(file), name), seen) : [name],
  );
}

function packageOf(specifier: string): string {
  return specifier.startsWith('@') || specifier.startsWith('node:')
    ? specifier
    : (specifier.split('/')[0] ?? specifier);
}
