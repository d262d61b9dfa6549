import { randomUUID } from 'node:crypto';
import { systemClock, type Listener, type Logger } from '@conductor/taskflow';
import { ApiError } from '../api/api-error.ts';
import { hostName, openCloud } from '../cloud.ts';
import type { ComputeConfig } from '../compute/config.ts';
import type { Hypervisor } from '../compute/hypervisor.ts';
import { simulatedHypervisor } from '../compute/simulated-hypervisor.ts';
import type { Ending } from '../conductor/conductor.ts';
import type { Action, ActionEvent } from '../database/actions.ts';
import type { Database } from '../database/database.ts';
import type { Fault } from '../database/faults.ts';
import { powerStates, type Caller, type Instance } from '../instance.ts';
import { conditions, type Condition, type ConditionName, type End } from './condition.ts';
import { breakMeans, type Step } from './fault.ts';

/** The compute host of the demonstration is less patient than Nova's, so that one can watch. */
export const demoConfig: ComputeConfig = {
  shutdownTimeoutMs: 2_000,
  shutdownRetryIntervalMs: 500,
  pollIntervalMs: 100,
  destroyTimeoutMs: 1_000,
};

/** What the demonstration needs from outside. */
export interface Stage {
  readonly db: Database;
  readonly listeners: readonly Listener[];
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** How a stop ended, and what the database held before and after it. */
export interface Account {
  readonly condition: ConditionName;
  readonly end: End;
  /** Why, when the instance is not stopped. */
  readonly reason?: string;
  readonly before: Holdings;
  readonly after: Holdings;
}

/** What the database holds about an instance and one request to stop it. */
export interface Holdings {
  readonly instance: Instance | undefined;
  readonly action?: Action | undefined;
  readonly events: readonly ActionEvent[];
  readonly notifications: readonly string[];
  readonly faults: readonly Fault[];
}

/** Creates an instance in the given condition, stops it, and accounts for it. */
export async function stopOne(stage: Stage, name: ConditionName, fail?: Step): Promise<Account> {
  const { db } = stage;
  const condition: Condition = conditions[name];
  const instance = newInstance(name, condition);
  if (condition.instance !== null) db.instances.insert(instance);
  const before = holdings(db, instance.uuid);
  const cloud = openCloud({ ...stage, ...means(stage, instance, name, fail) });
  try {
    const { requestId, ended } = await cloud.stop(owner, instance.uuid);
    const ending = await ended;
    const after = holdings(db, instance.uuid, requestId);
    return { condition: name, ...endOf(ending, after.action), before, after };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = `${error.status} ${error.code}: ${error.message}`;
    return { condition: name, end: 'refused', reason, before, after: holdings(db, instance.uuid) };
  } finally {
    cloud.close();
  }
}

const owner: Caller = { userId: 'alice', projectId: 'demo', isAdmin: false };

function newInstance(name: ConditionName, { instance }: Condition): Instance {
  return {
    uuid: randomUUID(),
    name: `${name}-vm`,
    projectId: owner.projectId,
    host: hostName,
    vmState: 'active',
    taskState: null,
    claimedBy: null,
    powerState: powerStates.RUNNING,
    locked: false,
    launchedAt: systemClock.now(),
    systemMetadata: {},
    ...instance,
  };
}

function means(stage: Stage, { uuid }: Instance, name: ConditionName, fail?: Step) {
  const { guest, fault, resetAfterSignals }: Condition = conditions[name];
  const clock = systemClock;
  const simulated = simulatedHypervisor(clock);
  simulated.define(uuid, {
    state: powerStates.RUNNING,
    shutdownMs: 400,
    destroyMs: 200,
    ...guest,
  });
  const hypervisor: Hypervisor = {
    ...simulated,
    async shutdown(guestName) {
      await simulated.shutdown(guestName);
      if (simulated.calls.length === resetAfterSignals) stage.db.instances.reset(uuid);
    },
  };
  const sound = { db: stage.db, hypervisor };
  const weakened = fault === undefined ? sound : breakMeans(sound, fault);
  const broken =
    fail === undefined ? weakened : breakMeans(weakened, { step: fail, times: Infinity });
  return { ...broken, config: demoConfig, clock };
}

function holdings(db: Database, uuid: string, requestId?: string): Holdings {
  const instance = db.instances.find(uuid);
  if (requestId === undefined) return { instance, events: [], notifications: [], faults: [] };
  return {
    instance,
    action: db.actions.find(requestId),
    events: db.actions.events(requestId),
    notifications: db.notifications.of(requestId),
    faults: db.faults.of(requestId),
  };
}

function endOf(ending: Ending, action: Action | undefined): { end: End; reason?: string } {
  if (ending.state === 'stopped') {
    return { end: action?.message === 'forced' ? 'forced' : 'stopped' };
  }
  const end = action?.result === 'Cancelled' ? 'preempted' : ending.state;
  return { end, reason: action?.message ?? ending.reason.message };
}
