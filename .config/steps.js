// The steps of `npm test`, in the order in which they are shown. A step is a name, a phase (steps
// of one phase run side by side) and the commands it runs, each a Node program.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { start } from './child.js';
import { cache, commandOf, environmentFor, nodes, root } from './place.js';
import { pnpm } from './prepare.js';

const doors = join(root, 'packages', 'taskflow');
const tests = join(root, 'test');
const packed = join(cache, 'packed');
const reports = join(cache, 'reports');

/** Every project that tsc looks at, nearest to the ground first. */
const projects = [
  'packages/taskflow/src/kernel',
  'packages/taskflow',
  'examples/stop-instance',
  'test',
  'test/bench',
];

/** Checks that only read, two at a time; then the tests, which have the machine to themselves. */
export const steps = [
  { name: 'format', phase: 1, announce: 'prettier', run: checkFormat },
  { name: 'lint', phase: 1, announce: 'eslint', run: lint },
  { name: 'types', phase: 1, announce: `tsc, ${projects.length} projects`, run: types },
  { name: 'doors', phase: 1, announce: 'the packed package', run: packAndCheck },
  { name: 'docs', phase: 1, announce: 'the API pages', run: docs },
  { name: 'tests', phase: 2, announce: 'on Node 24', run: testsOn(24) },
  { name: 'node22', phase: 3, announce: 'on Node 22', run: testsOn(22, '--project', 'behaviour') },
  { name: 'node26', phase: 4, announce: 'on Node 26', run: testsOn(26, '--project', 'behaviour') },
];

/** Where vitest leaves what it counted under one version of Node, as JSON. */
export function reportOf(version) {
  return join(reports, `node-${version}.json`);
}

/** Lints every TypeScript and JavaScript file. */
export function lint() {
  return node24('eslint', ['--config', '.config/eslint.config.js', '--max-warnings', '0', '.']);
}

/** Writes the API pages to docs/api. */
export function docs() {
  return node24('typedoc', ['--options', '.config/typedoc.json']);
}

/** Forgets the counts of earlier runs, so that nobody can take them for this one's. */
export function clearReports() {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
}

function checkFormat() {
  return node24('prettier', ['--check', '.']);
}

function testsOn(version, ...options) {
  return (filters) => vitest(version, [...options, ...filters]);
}

function types() {
  return inTurn(projects, (path) => node24('typescript', ['-p', path], 'tsc'));
}

/** Packs the library as it would be published, and looks at it with a consumer's eyes. */
async function packAndCheck() {
  rmSync(packed, { recursive: true, force: true });
  const args = [...pnpm, 'pack', '--pack-destination', packed];
  const pack = await start('npx', args, { cwd: doors, env: environmentFor(24), capture: true });
  if (pack.code !== 0) return pack;
  const tarball = join(packed, readdirSync(packed)[0]);
  const looks = [
    () => node24('publint', ['run', '--strict', tarball]),
    () => node24('@arethetypeswrong/cli', ['--profile', 'esm-only', tarball], 'attw'),
  ];
  return inTurn(looks, (look) => look());
}

async function vitest(version, args) {
  const file = reportOf(version);
  const options = ['--reporter', 'default', '--reporter', 'json', '--outputFile.json', file];
  const command = commandOf('vitest', 'vitest', tests);
  const result = await start(nodes[version], [command, 'run', ...options, ...args], {
    cwd: tests,
    // Without colours wherever it runs, so that what a test prints is the same everywhere.
    env: { ...environmentFor(version), NO_COLOR: '1' },
    capture: true,
  });
  return { ...result, detail: `Node ${version}: ${counts(file)}` };
}

function counts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const waiting = report.numPendingTests + report.numTodoTests;
    const skipped = waiting > 0 ? `, ${waiting} skipped` : '';
    return `${report.numPassedTests} passed, ${report.numFailedTests} failed${skipped}`;
  } catch {
    return 'no report'; // The runner died before it could count.
  }
}

function node24(packageName, args, command = packageName) {
  const env = environmentFor(24);
  return start(nodes[24], [commandOf(packageName, command), ...args], { env, capture: true });
}

async function inTurn(items, run) {
  const results = [];
  for (const item of items) results.push(await run(item));
  const code = results.find((result) => result.code !== 0)?.code ?? 0;
  return { code, output: results.map((result) => result.output).join('') };
}
