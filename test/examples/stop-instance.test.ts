// Goal: what the example prints, how it exits and what it leaves in its database.
// Method: it runs as a process on a pipe; whole outputs are compared with the files in `golden/`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { conditions, steps } from '@conductor/example-stop-instance/world';
import { runExample } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'stop-instance-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 60_000 };

describe.concurrent('the example', patience, () => {
  test('stops one gracefully, one by force, and gives one back', async ({ expect }) => {
    const { code, stdout, stderr } = await runExample();
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/tour.txt');
  });

  test.for([
    ['lost-link', 0],
    ['unrecorded', 0],
    ['hung', 1],
    ['host-down', 1],
    ['preempted', 1],
    ['locked', 1],
    ['missing', 1],
  ] as const)('shows an instance that is %s and exits %i', async ([state, exit], { expect }) => {
    const { code, stdout, stderr } = await runExample('--instance', state);
    expect(stderr).toBe('');
    expect(code).toBe(exit);
    await expect(stdout).toMatchFileSnapshot(`golden/${state}.txt`);
  });

  test.for([
    ['claim', 1],
    ['host-is-up', 1],
    ['notify-start', 0],
    ['power-off', 1],
    ['record-stopped', 1],
    ['notify-end', 0],
  ] as const)('shows what follows when %s fails and exits %i', async ([step, exit], { expect }) => {
    const { code, stdout, stderr } = await runExample('--fail', step);
    expect(stderr).toBe('');
    expect(code).toBe(exit);
    await expect(stdout).toMatchFileSnapshot(`golden/fail-${step}.txt`);
  });

  const others = ['off', 'vanishing', 'error', 'patient', 'busy', 'paused'] as const;
  test.for(others)('ends as announced for an instance that is %s', async (state, { expect }) => {
    const { code, stdout } = await runExample('--json', '--instance', state);
    const { ends } = conditions[state];
    expect(outcomeOf(stdout)).toMatchObject({ stops: [{ condition: state, end: ends }] });
    expect(outcomeOf(stdout)).not.toMatchObject({
      stops: [{ after: { instance: { taskState: 'powering-off' } } }],
    });
    expect(code).toBe(ends === 'stopped' ? 0 : 1);
  });

  test('draws its flow and stops nothing', async ({ expect }) => {
    const { code, stdout } = await runExample('--graph');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/graph.txt');
  });

  test('explains itself', async ({ expect }) => {
    const { code, stdout } = await runExample('--help');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/help.txt');
  });

  test('prints JSON whose last line is the outcome', async ({ expect }) => {
    const { code, stdout } = await runExample('--json', '--instance', 'refusing');
    const lines = stdout.trimEnd().split('\n').map(parse);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ event: 'run', state: 'RUNNING' });
    expect(lines.slice(0, -1).filter(({ event }) => event === 'outcome')).toEqual([]);
    expect(lines.at(-1)).toMatchObject({
      event: 'outcome',
      exitCode: 1,
      stops: [{ condition: 'refusing', end: 'reverted', after: { action: { result: 'Error' } } }],
    });
  });

  test('keeps the database in the file that was named', async ({ expect }) => {
    const file = join(folder, 'kept.db');
    await runExample('--db', file);
    await runExample('--db', file, '--instance', 'host-down');
    const db = new DatabaseSync(file, { readOnly: true });
    const rows = db
      .prepare('SELECT name, vm_state, task_state FROM instances ORDER BY rowid')
      .all();
    const actions = db.prepare('SELECT result FROM actions ORDER BY rowid').all();
    db.close();
    expect(rows.map(({ name, vm_state, task_state }) => [name, vm_state, task_state])).toEqual([
      ['graceful', 'stopped', null],
      ['deaf', 'stopped', null],
      ['refusing', 'active', null],
      ['host-down', 'active', null],
    ]);
    expect(actions.map(({ result }) => result)).toEqual(['Success', 'Success', 'Error', 'Error']);
  });
});

describe.concurrent('a wrong command line', patience, () => {
  const states = Object.keys(conditions).join(', ');
  const flags = '--help, --graph, --json, --db, --instance, --fail';
  test.for([
    [['--nope'], '--nope', flags],
    [['stray'], 'stray', flags],
    [['--json=yes'], '--json', flags],
    [['--db'], '--db', flags],
    [['--instance', 'gone'], "--instance does not know 'gone'", states],
    [['--fail', 'sleep'], "--fail does not know 'sleep'", steps.join(', ')],
    [['--db='], '--db needs the name of a file', ''],
    [['--db', '/no/such/folder/cloud.db'], '--db cannot use', '/no/such/folder/cloud.db'],
  ] as const)('%j is refused with exit code 2', async ([argv, culprit, allowed], { expect }) => {
    const { code, stdout, stderr } = await runExample(...argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(culprit);
    expect(stderr).toContain(allowed);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a file that is no database is refused, and left as it is', async ({ expect }) => {
    const file = join(folder, 'letter.txt');
    writeFileSync(file, 'Dear operator, this is no database, and far too long to be an empty one.');
    const { code, stderr } = await runExample('--db', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`--db cannot use ${file}`);
    expect(readFileSync(file, 'utf8')).toMatch(/^Dear operator/);
  });
});

test('the README shows what the example prints', () => {
  const readme = readFileSync(new URL(readmePath, import.meta.url), 'utf8');
  const tour = readFileSync(new URL('golden/tour.txt', import.meta.url), 'utf8');
  const excerpts = [...readme.matchAll(/^```text\n(.*?)^```/gms)].map(([, text = '']) => text);
  expect(excerpts.length).toBeGreaterThan(0);
  for (const excerpt of excerpts) expect(tour).toContain(excerpt);
});

const readmePath = '../../examples/stop-instance/README.md';

function outcomeOf(stdout: string) {
  return parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

function parse(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  expect(value).toBeTypeOf('object');
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
