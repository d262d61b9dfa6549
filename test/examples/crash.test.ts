// Goal: a stop outlives its process, wherever that is killed, and nothing is done twice.
// Method: the example kills itself with SIGKILL in each step and is started again on the same
// files; what both print is compared with `golden/`, and then the files themselves are looked at.
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { steps } from '@conductor/example-stop-instance/world';
import { crashSite, folderForSites } from './crash-site.ts';
import { runExampleIn } from './program.ts';

const folder = folderForSites();
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 60_000 };
const killed = 137;

const stopped = {
  instances: [['stopped', null, null]],
  actions: [['Success', null]],
  faults: [],
  notices: ['start', 'end'],
  unended: [],
  orders: ['shutdown'],
};

const signals = ['shutdown', 'shutdown', 'shutdown', 'shutdown'];
const forced = { ...stopped, actions: [['Success', 'forced']] };

describe.concurrent('a process that is killed', patience, () => {
  test.for(steps)('in %s leaves a stop that is resumed from there', async (step, { expect }) => {
    const site = crashSite(folder);
    const crash = await site.run('--crash', step);
    expect(crash).toMatchObject({ code: killed, stderr: '' });
    await site.guestsAtRest();
    const resume = await site.run('--resume');
    expect(resume).toMatchObject({ code: 0, stderr: '' });
    await expect(story(crash, resume)).toMatchFileSnapshot(`golden/crash-${step}.txt`);
    expect(site.record()).toEqual(stopped);
  });

  test('in power-off leaves a guest that still runs to be asked again', async ({ expect }) => {
    const site = crashSite(folder);
    const crash = await site.run('--crash', 'power-off', '--instance', 'deaf');
    const resume = await site.run('--resume');
    expect(resume).toMatchObject({ code: 0, stderr: '' });
    await expect(story(crash, resume)).toMatchFileSnapshot('golden/crash-deaf.txt');
    expect(site.record()).toEqual({ ...forced, orders: ['shutdown', ...signals, 'destroy'] });
  });

  test.for(steps)('in %s twice leaves the same in the end', async (step, { expect }) => {
    const site = crashSite(folder);
    // A guest that listens is off by the second time, and then nobody sends it a signal.
    const state = step === 'power-off' ? 'deaf' : 'graceful';
    const [first, second, third] = [
      await site.run('--crash', step, '--instance', state),
      await site.run('--resume', '--crash', step),
      await site.run('--resume'),
    ];
    expect([first.code, second.code, third.code]).toEqual([killed, killed, 0]);
    expect(site.record()).toEqual(
      step === 'power-off'
        ? { ...forced, orders: ['shutdown', 'shutdown', ...signals, 'destroy'] }
        : stopped,
    );
  });

  test.for([
    ['refusing', 'HYPERVISOR_ERROR'],
    ['hung', 'POWER_OFF_TIMEOUT'],
  ] as const)('while it gives back one that is %s', async ([state, code], { expect }) => {
    const site = crashSite(folder);
    const crash = await site.run('--crash', 'give-back', '--instance', state);
    expect(crash.code).toBe(killed);
    expect(site.record()).toMatchObject({ actions: [[null, null]], faults: [] });
    const { orders } = site.record();
    const resume = await site.run('--resume');
    expect(resume).toMatchObject({ code: 1, stderr: '' });
    await expect(story(crash, resume)).toMatchFileSnapshot(`golden/crash-${state}.txt`);
    expect(site.record()).toMatchObject({
      instances: [['active', null, null]],
      actions: [['Error', expect.stringContaining('power-off')]],
      faults: [[code]],
      notices: ['start', 'error'],
      orders,
    });
  });
});

describe.concurrent('a resumed stop', patience, () => {
  test('finds its host alive, however long the process was gone', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'host-is-up');
    site.change('UPDATE services SET last_seen_at = 0');
    expect(await site.run('--resume')).toMatchObject({ code: 0, stderr: '' });
    expect(site.record()).toEqual(stopped);
  });

  test('turns back when its host is down by then', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'claim');
    site.change('UPDATE services SET forced_down = 1');
    const { code, stdout } = await site.run('--resume');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^claim +executed again, under the same key; reverted now$/m);
    expect(site.record()).toEqual({
      instances: [['active', null, null]],
      actions: [['Error', 'host-is-up: compute host host1 is down']],
      faults: [['HOST_DOWN']],
      notices: ['error'],
      unended: [],
      orders: [],
    });
  });

  test('touches nothing that was taken over meanwhile', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'power-off', '--instance', 'deaf');
    site.change("UPDATE instances SET task_state = 'rebooting', claimed_by = 'somebody'");
    expect(await site.run('--resume')).toMatchObject({ code: 1, stderr: '' });
    expect(site.record()).toMatchObject({
      instances: [['active', 'rebooting', 'somebody']],
      actions: [['Cancelled', 'power-off: preempted']],
      faults: [],
      notices: ['start'],
      orders: ['shutdown'],
    });
  });

  test('writes down what its process had no time for', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'notify-start');
    site.change('UPDATE action_events SET finished_at = NULL, result = NULL');
    await site.run('--resume');
    expect(
      site.rows('SELECT event, attempt, result, details FROM action_events ORDER BY rowid'),
    ).toEqual([
      ['conductor_host_is_up', 1, 'Success', null],
      ['conductor_notify_start', 1, 'Error', 'lost with its process'],
      ['conductor_notify_start', 2, 'Success', null],
      ['compute_power_off', 1, 'Success', null],
      ['conductor_record_stopped', 1, 'Success', null],
      ['conductor_notify_end', 1, 'Success', null],
    ]);
  });

  test('whose journal is lost gives its instance back', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'power-off', '--instance', 'deaf');
    for (const file of globSync(`${site.journal}*`)) rmSync(file);
    const { code, stdout } = await site.run('--resume');
    expect(code).toBe(1);
    expect(stdout).toContain('=> given back, although its guest may be off; stop it again');
    expect(site.record()).toMatchObject({
      instances: [['active', null, null]],
      faults: [['RUN_UNKNOWN']],
      orders: ['shutdown'],
    });
  });

  test('also goes on when somebody only stops another instance', async ({ expect }) => {
    const site = crashSite(folder);
    await site.run('--crash', 'record-stopped');
    expect(await site.run('--instance', 'graceful')).toMatchObject({ code: 0, stderr: '' });
    const [first] = stopped.instances;
    expect(site.record()).toMatchObject({ instances: [first, first], unended: [] });
    expect((await site.run('--resume')).stdout).toContain('Nothing to resume');
  });
});

describe.concurrent('the files of a crash', patience, () => {
  test('are in a folder of their own when nobody names one', async ({ expect }) => {
    const place = crashSite(folder).file.replace(/[^/\\]+$/, '');
    const run = (...flags: string[]) => runExampleIn({ TMPDIR: place, TEMP: place }, ...flags);
    const file = join(place, 'stop-instance-crash', 'cloud.db');
    expect(await run('--resume')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(nothing),
    });
    expect(existsSync(file)).toBe(false);
    await run('--crash', 'claim');
    // Started afresh: of the first crash nothing is left to resume.
    const { stdout } = await run('--crash', 'notify-end');
    expect(stdout).toContain(file);
    expect(stdout).toContain('npm run example -- --resume\n');
    const { stdout: lines } = await run('--resume', '--json');
    expect(lines.match(/"executed"/g)).toHaveLength(steps.length);
    expect(await run('--resume')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(nothing),
    });
  });

  test('that are not there cannot be resumed', async ({ expect }) => {
    const { run, file } = crashSite(folder);
    const { code, stdout, stderr } = await run('--resume');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `stop-instance: --resume needs a database that is there; there is no ${file}\n`,
    );
  });
});

describe.concurrent('JSON', patience, () => {
  test('ends with the crash, and after it with what became of each step', async ({ expect }) => {
    const { run, guestsAtRest } = crashSite(folder);
    expect(lastOf(await run('--json', '--crash', 'power-off'))).toEqual({
      event: 'crash',
      point: 'power-off',
      moment: 'its guest was sent an ACPI signal, but the journal does not know',
      db: '<cloud>',
      resume: ['--resume', '--db', '<cloud>'],
    });
    await guestsAtRest();
    expect(lastOf(await run('--json', '--resume'))).toMatchObject({
      event: 'outcome',
      exitCode: 0,
      stops: [
        {
          name: 'graceful-vm',
          end: 'stopped',
          steps: [
            { step: 'claim', executed: 'before' },
            { step: 'host-is-up', executed: 'before' },
            { step: 'notify-start', executed: 'before' },
            { step: 'power-off', executed: 'probed', probe: 'SHUTDOWN' },
            { step: 'record-stopped', executed: 'now' },
            { step: 'notify-end', executed: 'now' },
          ],
        },
      ],
    });
    expect(lastOf(await run('--json', '--resume'))).toEqual({
      event: 'outcome',
      exitCode: 0,
      stops: [],
    });
  });
});

test('a stop that never comes to the step where it is to die says so', async ({ expect }) => {
  const { code, stderr } = await crashSite(folder).run('--crash', 'power-off', '--instance', 'off');
  expect(code).toBe(1);
  expect(stderr).toBe('stop-instance: not killed, as no stop came to power-off\n');
});

const nothing = /Nothing to resume: no stop was left unfinished\.\n$/;

function story(crash: { readonly stdout: string }, resume: { readonly stdout: string }): string {
  return `$ npm run example -- --crash\n${crash.stdout}\n$ npm run example -- --resume\n${resume.stdout}`;
}

function lastOf({ stdout }: { readonly stdout: string }): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
