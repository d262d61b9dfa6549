import { memoryJournal } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import {
  defaultConfig,
  hostName,
  openCloud,
  openDatabase,
  powerStates,
  simulatedHypervisor,
  type Caller,
  type CloudParts,
  type GuestBehaviour,
  type Instance,
} from '@conductor/example-stop-instance/world';

/** A user of the project that owns every instance here. */
export const alice: Caller = { userId: 'alice', projectId: 'demo', isAdmin: false };

/** The one instance of a small cloud, when a test asks for no other. */
export const vm: Instance = {
  uuid: '11111111-2222-4333-8444-555555555555',
  name: 'vm',
  projectId: alice.projectId,
  host: hostName,
  vmState: 'active',
  taskState: null,
  claimedBy: null,
  powerState: powerStates.RUNNING,
  locked: false,
  launchedAt: 0,
  systemMetadata: {},
};

/** What a test may want otherwise. */
export interface Wishes {
  readonly instance?: Partial<Instance>;
  readonly guest?: Partial<GuestBehaviour>;
  readonly parts?: Partial<CloudParts>;
}

/** A cloud in memory with Nova's settings, one instance, and a clock that stands still. */
export async function smallCloud({ instance = {}, guest = {}, parts = {} }: Wishes = {}) {
  const clock = manualClock();
  const db = openDatabase(':memory:', clock);
  const hypervisor = simulatedHypervisor(':memory:', clock);
  const row = { ...vm, ...instance };
  db.instances.insert(row);
  const { RUNNING } = powerStates;
  hypervisor.define(row.uuid, { state: RUNNING, shutdownMs: 3_000, destroyMs: 0, ...guest });
  const interruption = new AbortController();
  const warnings: string[] = [];
  const cloud = await openCloud({
    db,
    journal: memoryJournal(),
    hypervisor,
    clock,
    config: defaultConfig,
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (_fields, message) => warnings.push(message),
      error: (_fields, message) => warnings.push(message),
    },
    signal: interruption.signal,
    listeners: [],
    ...parts,
  });
  return {
    clock,
    db,
    hypervisor,
    warnings,
    cancel: () => interruption.abort(),
    stop: (caller = alice) => cloud.stop(caller, row.uuid),
    /** Stops the instance, lets `ms` pass, and says how it ended. */
    stopWithin: async (ms: number) => {
      const { requestId, ended } = await cloud.stop(alice, row.uuid);
      await clock.advance(ms);
      const ending = await ended;
      return { requestId, ...ending, instance: db.instances.find(row.uuid) };
    },
    find: () => db.instances.find(row.uuid),
    /** The orders that its guest was given, in order. */
    calls: () => hypervisor.calls(row.uuid),
    close: async () => {
      await cloud.close();
      db.close();
      hypervisor.close();
    },
  };
}
