// Goal: what a stop meets that goes on after its process was killed, and what it tells.
// Method: the example kills itself, its files are changed as the world may change them meanwhile,
// and it is started again.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { steps } from '@conductor/example-stop-instance/world';
import { crashSite, folderForSites, stopped } from './crash-site.ts';
import { runExampleIn } from './program.ts';

const folder = folderForSites();
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 60_000 };

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
    for (const part of ['', '-wal', '-shm']) rmSync(site.journal + part);
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
    expect((await run('--resume')).stdout).toMatch(nothing);
    expect(existsSync(file)).toBe(false);
    await run('--crash', 'claim');
    // Started afresh: of the first crash nothing is left to resume.
    const { stdout } = await run('--crash', 'notify-end');
    expect(stdout).toContain(file);
    expect(stdout).toContain('npm run example -- --resume\n');
    const { stdout: lines } = await run('--resume', '--json');
    expect(lines.match(/"executed"/g)).toHaveLength(steps.length);
    expect((await run('--resume')).stdout).toMatch(nothing);
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

const nothing = /Nothing to resume: no stop was left unfinished\.\n$/;

function lastOf({ stdout }: { readonly stdout: string }): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
