// Goal: what the example prints, how it exits and what it leaves in its database.
// Method: it runs as a process on a pipe; whole outputs are compared with the files in `golden/`.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { conditions, steps } from '@conductor/example-stop-instance/world';
import { disturbExample, runExample } from './program.ts';

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
    expect(instancesIn(file)).toEqual([
      ['graceful-vm', 'stopped', null],
      ['deaf-vm', 'stopped', null],
      ['refusing-vm', 'active', null],
      ['host-down-vm', 'active', null],
    ]);
    const results = rowsOf(file, 'SELECT result FROM actions ORDER BY rowid');
    expect(results).toEqual([['Success'], ['Success'], ['Error'], ['Error']]);
  });
});

describe.concurrent('an interrupted example', patience, () => {
  test('gives the instance back and stops no other', async ({ expect }) => {
    const file = join(folder, 'interrupted.db');
    const flags = ['--db', file];
    const signal = 'signal 2';
    const { code, stdout, stderr } = await disturbExample(flags, signal, (process) =>
      process.kill('SIGINT'),
    );
    expect(stderr).toBe('');
    expect(code).toBe(130);
    expect(stdout).toContain('stop-instance   REVERTED: cancelled: interrupted by SIGINT');
    expect(stdout).not.toContain('announced');
    expect(instancesIn(file)).toEqual([
      ['graceful-vm', 'stopped', null],
      ['deaf-vm', 'active', null],
    ]);
  });

  test('ends without a complaint when nobody reads on', async ({ expect }) => {
    const { code, stderr } = await disturbExample([], 'graceful', ({ stdout }) =>
      stdout?.destroy(),
    );
    expect(stderr).toBe('');
    expect(code).toBe(141);
  });
});

describe.concurrent('a wrong command line', patience, () => {
  const states = Object.keys(conditions).join(', ');
  const flags = '--help, --graph, --json, --db, --instance, --fail, --crash, --resume';
  const crashes = [...steps, 'give-back'].join(', ');
  test.for([
    [['--nope'], '--nope', flags],
    [['stray'], 'stray', flags],
    [['--json=yes'], '--json', flags],
    [['--db'], '--db', flags],
    [['--instance', 'gone'], "--instance does not know 'gone'", states],
    [['--fail', 'sleep'], "--fail does not know 'sleep'", steps.join(', ')],
    [['--crash', 'sleep'], "--crash does not know 'sleep'", crashes],
    [['--crash', 'claim', '--fail', 'claim'], '--crash cannot be used', '--fail'],
    [['--resume', '--instance', 'deaf'], '--resume cannot be used', '--instance'],
    [['--resume', '--fail', 'claim'], '--resume cannot be used', '--fail'],
    [['--crash', 'claim', '--db', ':memory:'], '--crash needs', ':memory:'],
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

  test.for([
    ['is no database', (file: string) => writeFileSync(file, 'Dear operator, '.repeat(50))],
    ['is a folder', (file: string) => mkdirSync(file)],
    ['has other tables', (file: string) => change(file, 'CREATE TABLE instances (id INTEGER)')],
  ] as const)('a file that %s is refused in one line', async ([what, make], { expect }) => {
    const file = join(folder, what);
    make(file);
    const { code, stderr } = await runExample('--db', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^stop-instance: --db cannot use ${file}: .+\\n$`));
  });

  test.for(['kept.conductor.db', 'kept.hypervisor.db'])(
    'a %s beside it that is none is refused',
    async (companion, { expect }) => {
      const place = mkdtempSync(join(folder, 'beside-'));
      writeFileSync(join(place, companion), 'Dear operator, '.repeat(50));
      const file = join(place, 'kept.db');
      const { code, stderr } = await runExample('--db', file, '--instance', 'graceful');
      expect(code).toBe(2);
      expect(stderr).toMatch(/^stop-instance: --db cannot use .+\n$/);
      expect(stderr).toContain(companion);
    },
  );

  test('a file that another process holds is refused after a while', async ({ expect }) => {
    const file = join(folder, 'held.db');
    change(file, 'PRAGMA journal_mode = WAL');
    const db = new DatabaseSync(file);
    db.exec('BEGIN IMMEDIATE');
    const { code, stderr } = await runExample('--db', file);
    db.close();
    expect(code).toBe(2);
    expect(stderr).toBe(`stop-instance: --db cannot use ${file}: database is locked\n`);
  });
});

test('the README shows what the example prints', () => {
  const readme = readFileSync(new URL(readmePath, import.meta.url), 'utf8');
  const golden = new URL('golden/', import.meta.url);
  const outputs = readdirSync(golden).map((name) => readFileSync(new URL(name, golden), 'utf8'));
  const excerpts = [...readme.matchAll(/^```text\n(.*?)^```/gms)].map(([, text = '']) => text);
  expect(excerpts.length).toBeGreaterThan(0);
  for (const excerpt of excerpts) {
    expect(outputs.filter((output) => output.includes(excerpt))).not.toEqual([]);
  }
});

const readmePath = '../../examples/stop-instance/README.md';

function instancesIn(file: string): unknown[][] {
  return rowsOf(file, 'SELECT name, vm_state, task_state FROM instances ORDER BY rowid');
}

function rowsOf(file: string, select: string): unknown[][] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare(select).all();
  db.close();
  return rows.map((row) => Object.values(row));
}

function change(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

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
