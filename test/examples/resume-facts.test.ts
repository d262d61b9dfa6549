// Goal: the rules of a stop that is taken over from a conductor that is gone, one by one.
// Method: two clouds on the same records. The clock of the first stands still when it is to be
// gone, and the clock of the second is past its lease.
import { describe, expect, onTestFinished, test } from 'vitest';
import { memoryJournal, quietLogger } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import {
  defaultConfig,
  openCloud,
  openDatabase,
  powerStates,
  simulatedHypervisor,
  type CloudParts,
  type Database,
  type GuestBehaviour,
  type Hypervisor,
} from '@conductor/example-stop-instance/world';
import { alice, vm } from './small-cloud.ts';

const minuteMs = 60_000;
const never = () => new Promise<never>(() => {});

/** Records with one instance, and clouds that are opened on them. */
function records(guest: Partial<GuestBehaviour> = {}) {
  const clock = manualClock();
  const db = openDatabase(':memory:', clock);
  const hypervisor = simulatedHypervisor(':memory:', clock);
  const journal = memoryJournal();
  db.instances.insert(vm);
  const { RUNNING } = powerStates;
  hypervisor.define(vm.uuid, { state: RUNNING, shutdownMs: 3_000, destroyMs: 0, ...guest });
  onTestFinished(() => {
    db.close();
    hypervisor.close();
  });
  const open = (parts: Partial<CloudParts> = {}) =>
    openCloud({
      db,
      hypervisor,
      journal,
      clock,
      config: defaultConfig,
      log: quietLogger,
      signal: new AbortController().signal,
      listeners: [],
      ...parts,
    });
  return { clock, db, hypervisor, open };
}

describe('a probe', () => {
  test('counts a guest as forced whose plug was pulled by a host that is gone', async () => {
    const { clock, db, hypervisor, open } = records({ shutdownMs: 'never' });
    const lost = manualClock();
    const dying: Hypervisor = {
      ...hypervisor,
      destroy: async (guest) => {
        await hypervisor.destroy(guest);
        await never();
      },
    };
    const first = await open({ clock: lost, hypervisor: dying });
    const { requestId } = await first.stop(alice, vm.uuid);
    await lost.advance(2 * minuteMs);
    await clock.advance(3 * minuteMs);
    const second = await open();
    await clock.advance(1);
    expect(await second.ended(requestId)).toEqual({ state: 'stopped' });
    expect(db.actions.find(requestId)).toMatchObject({ result: 'Success', message: 'forced' });
    expect(hypervisor.calls(vm.uuid).filter(({ order }) => order === 'destroy')).toHaveLength(1);
    await second.close();
  });

  test('counts a guest as clean that went down between two hosts', async () => {
    const { clock, db, hypervisor, open } = records();
    const first = await open({ clock: manualClock() });
    const { requestId } = await first.stop(alice, vm.uuid);
    await clock.advance(minuteMs);
    const second = await open();
    await clock.advance(1);
    expect(await second.ended(requestId)).toEqual({ state: 'stopped' });
    expect(db.actions.find(requestId)).toMatchObject({ result: 'Success', message: null });
    expect(hypervisor.calls(vm.uuid)).toHaveLength(1);
    await second.close();
  });

  test('that cannot see the guest leaves its stop in doubt, and the instance free', async () => {
    const { clock, db, hypervisor, open } = records();
    const first = await open({ clock: manualClock() });
    const { requestId } = await first.stop(alice, vm.uuid);
    await clock.advance(minuteMs);
    const state = () => Promise.reject(new Error('no answer'));
    const second = await open({ hypervisor: { ...hypervisor, state } });
    await clock.advance(minuteMs);
    expect(await second.ended(requestId)).toMatchObject({ state: 'failed' });
    expect(db.instances.find(vm.uuid)).toEqual(vm);
    expect(db.actions.find(requestId)).toMatchObject({ result: 'Error' });
    await second.close();
  });
});

describe('the end of a stop that has failed for good', () => {
  const hung = { shutdownMs: 'never', destroyMs: 'never' } as const;

  test('is seen to by another conductor that was open all the time', async () => {
    const { clock, db, open } = records(hung);
    const release = () => {
      throw new Error('gone');
    };
    const first = await open({ db: { ...db, instances: { ...db.instances, release } } });
    const { requestId, ended } = await first.stop(alice, vm.uuid);
    const second = await open();
    await clock.advance(3 * minuteMs);
    await expect(ended).rejects.toThrow('gone');
    expect(db.instances.find(vm.uuid)).toEqual(vm);
    expect(db.actions.find(requestId)).toMatchObject({ result: 'Error' });
    expect(db.notifications.of(requestId)).toEqual([
      'instance.power_off.start',
      'instance.power_off.error',
    ]);
    await first.close();
    await second.close();
  });

  test('is tried again as long as the database cannot write it down', async () => {
    const { clock, db, open } = records(hung);
    let isDown = true;
    const release = (...args: Parameters<Database['instances']['release']>) => {
      if (isDown) throw new Error('database is down');
      return db.instances.release(...args);
    };
    const cloud = await open({ db: { ...db, instances: { ...db.instances, release } } });
    const { ended } = await cloud.stop(alice, vm.uuid);
    await clock.advance(5 * minuteMs);
    await expect(ended).rejects.toThrow('database is down');
    expect(db.instances.find(vm.uuid)?.taskState).toBe('powering-off');
    isDown = false;
    await clock.advance(minuteMs);
    expect(db.instances.find(vm.uuid)).toEqual(vm);
    await cloud.close();
  });
});

test('a stop that was taken over can be called off like any other', async () => {
  const { clock, db, hypervisor, open } = records({ shutdownMs: 'never' });
  const first = await open({ clock: manualClock() });
  const { requestId } = await first.stop(alice, vm.uuid);
  await clock.advance(minuteMs);
  const interruption = new AbortController();
  const second = await open({ signal: interruption.signal });
  const ended = second.ended(requestId);
  await clock.advance(15_000);
  interruption.abort(new Error('enough'));
  await clock.advance(2 * minuteMs);
  expect(await ended).toMatchObject({ state: 'reverted', reason: { message: 'enough' } });
  expect(db.instances.find(vm.uuid)).toEqual(vm);
  expect(hypervisor.calls(vm.uuid).map(({ order }) => order)).not.toContain('destroy');
  await second.close();
});
