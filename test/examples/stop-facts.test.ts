// Goal: the rules of a stop, one by one, with Nova's own timings.
// Method: the real flow, receiver and database, on a clock that moves only when the test says so.
import { describe, expect, onTestFinished, test } from 'vitest';
import { describe as describeFlow, type Description } from '@conductor/taskflow';
import {
  powerStates,
  serviceDownTimeMs,
  steps,
  stopInstance,
  stoppable,
} from '@conductor/example-stop-instance/world';
import { alice, smallCloud, vm, type Wishes } from './small-cloud.ts';

async function cloudWith(wishes: Wishes = {}) {
  const cloud = await smallCloud(wishes);
  onTestFinished(() => cloud.close());
  return cloud;
}

const minuteMs = 60_000;

describe('a clean shutdown', () => {
  test('repeats the ACPI signal at every interval and not after the last', async () => {
    const { stopWithin, calls } = await cloudWith({ guest: { shutdownMs: 'never' } });
    await stopWithin(2 * minuteMs);
    const signals = calls().filter(({ order }) => order === 'shutdown');
    expect(signals.map(({ atMs }) => atMs)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  });

  test('is followed by force exactly when its time is over', async () => {
    const { stopWithin, calls, db } = await cloudWith({ guest: { shutdownMs: 'never' } });
    const { state, requestId, instance } = await stopWithin(2 * minuteMs);
    expect(calls().at(-1)).toMatchObject({ order: 'destroy', atMs: minuteMs });
    expect(state).toBe('stopped');
    expect(instance).toMatchObject({ vmState: 'stopped', powerState: powerStates.SHUTDOWN });
    expect(db.actions.find(requestId)).toMatchObject({ result: 'Success', message: 'forced' });
  });

  test('never forces a guest that obeys in time', async () => {
    const { stopWithin, calls } = await cloudWith({ guest: { shutdownMs: 59_500 } });
    await stopWithin(2 * minuteMs);
    expect(calls().filter(({ order }) => order === 'destroy')).toEqual([]);
  });

  test.for([
    ['120', 120_000],
    ['0', 0],
    ['soon', 60_000],
  ] as const)('lasts as long as os_shutdown_timeout %s says', async ([property, ms]) => {
    const { stopWithin, calls, warnings } = await cloudWith({
      guest: { shutdownMs: 'never' },
      instance: { systemMetadata: { image_os_shutdown_timeout: property } },
    });
    await stopWithin(3 * minuteMs);
    expect(calls().at(-1)).toMatchObject({ order: 'destroy', atMs: ms });
    expect(warnings).toHaveLength(property === 'soon' ? 1 : 0);
  });

  test('sends no signal to a guest that is off, and counts it as stopped', async () => {
    const { stopWithin, calls } = await cloudWith({ guest: { state: powerStates.CRASHED } });
    const { state, instance } = await stopWithin(0);
    expect(state).toBe('stopped');
    expect(instance?.powerState).toBe(powerStates.CRASHED);
    expect(calls()).toEqual([]);
  });
});

describe('a forced power-off', () => {
  test('is waited for no longer than its bound, and then nobody knows', async () => {
    const guest = { shutdownMs: 'never', destroyMs: 'never' } as const;
    const { stopWithin, calls } = await cloudWith({ guest });
    const { state, instance } = await stopWithin(5 * minuteMs);
    expect(state).toBe('failed');
    expect(instance).toMatchObject({ vmState: 'active', taskState: null, claimedBy: null });
    const last = calls().filter(({ order }) => order === 'destroy');
    expect(last.map(({ atMs }) => atMs)).toEqual([60_000, 90_500, 121_500]);
  });
});

describe('the API', () => {
  test.for([
    [{ locked: true }, 'InstanceIsLocked', 409],
    [{ host: '' }, 'InstanceNotReady', 409],
    [{ vmState: 'paused' }, 'InstanceInvalidState', 409],
    [{ taskState: 'rebooting', claimedBy: 'req-other' }, 'InstanceInvalidState', 409],
    [{ launchedAt: null }, 'InstanceInvalidState', 409],
    [{ projectId: 'other' }, 'InstanceNotFound', 404],
  ] as const)('refuses %j as %s and writes nothing', async ([instance, code, status]) => {
    const { stop, find } = await cloudWith({ instance });
    await expect(stop()).rejects.toMatchObject({ code, status });
    expect(find()).toEqual({ ...vm, ...instance });
  });

  test('lets an administrator stop what its owner has locked', async () => {
    const { stop, clock } = await cloudWith({ instance: { locked: true } });
    const { ended } = await stop({ ...alice, projectId: 'admin', isAdmin: true });
    await clock.advance(minuteMs);
    expect(await ended).toEqual({ state: 'stopped' });
  });

  test('answers when the instance is claimed, long before it is stopped', async () => {
    const { stop, find, clock } = await cloudWith();
    const { requestId, ended } = await stop();
    expect(find()).toMatchObject({ taskState: 'powering-off', claimedBy: requestId });
    await clock.advance(minuteMs);
    await ended;
  });

  test('answers 409 to the loser of a race and leaves the winner alone', async () => {
    const { stop, clock, find } = await cloudWith();
    const answers = await Promise.allSettled([stop(), stop()]);
    const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer] : []));
    expect(won).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ status: 409, code: 'InstanceInvalidState' });
    expect(find()?.claimedBy).toBe(won[0]?.requestId);
    await clock.advance(minuteMs);
    expect(await won[0]?.ended).toEqual({ state: 'stopped' });
  });
});

describe('a host', () => {
  test('that is forced down is not asked for anything', async () => {
    const { stopWithin, db, calls } = await cloudWith();
    db.services.forceDown('host1', true);
    expect(await stopWithin(0)).toMatchObject({ state: 'reverted', reason: { code: 'HOST_DOWN' } });
    expect(calls()).toEqual([]);
  });

  test('stays up for as long as it reports, and is down when it has been silent', async () => {
    const { db, clock, close } = await smallCloud();
    await clock.advance(10 * minuteMs);
    expect(db.services.isUp('host1')).toBe(true);
    db.services.report('host3');
    await clock.advance(serviceDownTimeMs);
    expect(db.services.isUp('host3')).toBe(true);
    await clock.advance(1);
    expect(db.services.isUp('host3')).toBe(false);
    expect(db.services.isUp('a host nobody has heard of')).toBe(false);
    await close();
  });
});

describe('a claim', () => {
  const ours = { runId: 'req-ours', taskState: 'powering-off' } as const;
  const theirs = { runId: 'req-theirs', taskState: 'powering-off' } as const;

  test('is won by one of two, and by the same one again', async () => {
    const { instances } = (await cloudWith()).db;
    expect(instances.claim(vm.uuid, ours, stoppable)?.claimedBy).toBe('req-ours');
    expect(instances.claim(vm.uuid, theirs, stoppable)).toBeUndefined();
    expect(instances.claim(vm.uuid, ours, stoppable)?.claimedBy).toBe('req-ours');
  });

  test('is given up by its owner only, even when both set the same task_state', async () => {
    const { instances } = (await cloudWith()).db;
    instances.claim(vm.uuid, theirs, stoppable);
    expect(instances.release(vm.uuid, ours, { vmState: 'stopped' })).toBeUndefined();
    expect(instances.find(vm.uuid)).toMatchObject({ vmState: 'active', claimedBy: 'req-theirs' });
    expect(instances.release(vm.uuid, theirs)).toMatchObject({
      vmState: 'active',
      taskState: null,
    });
  });

  test('that is lost before the plug is pulled keeps the guest on', async () => {
    const { stop, clock, db, calls } = await cloudWith({ guest: { shutdownMs: 'never' } });
    const { requestId, ended } = await stop();
    await clock.advance(55_000);
    db.instances.reset(vm.uuid);
    const rival = db.instances.claim(vm.uuid, theirs, stoppable);
    await clock.advance(minuteMs);
    expect(await ended).toMatchObject({ state: 'reverted', reason: { code: 'CLAIM_LOST' } });
    expect(calls().filter(({ order }) => order === 'destroy')).toEqual([]);
    expect(db.instances.find(vm.uuid)).toEqual(rival);
    expect(db.actions.find(requestId)?.result).toBe('Cancelled');
    expect(db.faults.of(requestId)).toEqual([]);
    expect(db.notifications.of(requestId)).toEqual(['instance.power_off.start']);
  });
});

describe('a stop that is called off', () => {
  test('while the guest may still shut down gives the instance back', async () => {
    const { stop, cancel, clock, find, calls } = await cloudWith({
      guest: { shutdownMs: 'never' },
    });
    const { ended } = await stop();
    await clock.advance(15_000);
    cancel();
    await clock.advance(2 * minuteMs);
    expect(await ended).toMatchObject({ state: 'reverted' });
    expect(find()).toEqual(vm);
    expect(calls()).toHaveLength(2);
  });
});

test('every step that can be told to fail is a task of the flow, and the other way round', async () => {
  const names = (node: Description): string[] =>
    node.kind === 'task' ? [node.name] : node.nodes.flatMap(names);
  expect(names(describeFlow(stopInstance((await cloudWith()).db)))).toEqual(steps);
});

describe('the action log', () => {
  test('has a row for every attempt of every step', async () => {
    const guest = { shutdownMs: 'never', destroyMs: 'never' } as const;
    const { stopWithin, db } = await cloudWith({ guest });
    const { requestId } = await stopWithin(5 * minuteMs);
    const rows = db.actions.events(requestId);
    expect(rows.map(({ event, attempt, result }) => [event, attempt, result])).toEqual([
      ['conductor_host_is_up', 1, 'Success'],
      ['conductor_notify_start', 1, 'Success'],
      ['compute_power_off', 1, 'Error'],
      ['compute_power_off', 2, 'Error'],
      ['compute_power_off', 3, 'Error'],
    ]);
    expect(rows.map(({ startedAt }) => startedAt)).toEqual([0, 0, 0, 90_500, 121_500]);
  });

  test('closes with a fault and an error notice when the hypervisor refuses', async () => {
    const { stopWithin, db } = await cloudWith({ guest: { refusal: 'no' } });
    const { requestId, instance } = await stopWithin(2 * minuteMs);
    expect(instance).toEqual(vm);
    expect(db.actions.find(requestId)).toMatchObject({
      result: 'Error',
      message: 'power-off: host1: no',
      finishedAt: minuteMs,
    });
    expect(db.faults.of(requestId)).toMatchObject([{ code: 'HYPERVISOR_ERROR', host: 'host1' }]);
    expect(db.notifications.of(requestId)).toEqual([
      'instance.power_off.start',
      'instance.power_off.error',
    ]);
  });
});
