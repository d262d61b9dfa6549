// Goal: a stop outlives its process, wherever that is killed, and nothing is done twice.
// Method: the example kills itself with SIGKILL in each step and is started again on the same
// files; what both print is compared with `golden/`, and then the files themselves are looked at.
import { rmSync } from 'node:fs';
import { afterAll, describe, test } from 'vitest';
import { steps } from '@conductor/example-stop-instance/world';
import { crashSite, folderForSites, stopped } from './crash-site.ts';
import type { Finished } from './program.ts';

const folder = folderForSites();
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 60_000 };
const killed = 137;

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
    await expect(story(`--crash ${step}`, crash, resume)).toMatchFileSnapshot(
      `golden/crash-${step}.txt`,
    );
    expect(site.record()).toEqual(stopped);
  });

  test('in power-off leaves a guest that still runs to be asked again', async ({ expect }) => {
    const site = crashSite(folder);
    const crash = await site.run('--crash', 'power-off', '--instance', 'deaf');
    const resume = await site.run('--resume');
    expect(resume).toMatchObject({ code: 0, stderr: '' });
    await expect(story('--crash power-off --instance deaf', crash, resume)).toMatchFileSnapshot(
      'golden/crash-deaf.txt',
    );
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
    await expect(story(`--crash give-back --instance ${state}`, crash, resume)).toMatchFileSnapshot(
      `golden/crash-${state}.txt`,
    );
    expect(site.record()).toMatchObject({
      instances: [['active', null, null]],
      actions: [['Error', expect.stringContaining('power-off')]],
      faults: [[code]],
      notices: ['start', 'error'],
      orders,
    });
  });
});

test('a stop that never comes to the step where it is to die says so', async ({ expect }) => {
  const { code, stderr } = await crashSite(folder).run('--crash', 'power-off', '--instance', 'off');
  expect(code).toBe(1);
  expect(stderr).toBe('stop-instance: not killed, as no stop came to power-off\n');
});

function story(flags: string, crash: Printed, resume: Printed): string {
  const command = '$ npm run example --';
  return `${command} ${flags}\n${crash.stdout}\n${command} --resume\n${resume.stdout}`;
}

type Printed = Pick<Finished, 'stdout'>;
