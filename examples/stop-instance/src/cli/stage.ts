import { randomUUID } from 'node:crypto';
import { systemClock, type Listener, type Logger } from '@conductor/taskflow';
import { ApiError } from '../api/api-error.ts';
import { hostName, openCloud, type Cloud } from '../cloud.ts';
import type { ComputeConfig } from '../compute/config.ts';
import type { Hypervisor } from '../compute/hypervisor.ts';
import type { Ending } from '../conductor/ending.ts';
import type { Action, ActionEvent } from '../database/actions.ts';
import type { Database } from '../database/database.ts';
import type { Fault } from '../database/faults.ts';
import { powerStates, type Caller, type Instance } from '../instance.ts';
import { conditions, type Condition, type ConditionName, type End } from './condition.ts';
import { killAt, type CrashPoint } from './crash.ts';
import type { Fate } from './fate.ts';
import { breakMeans, type Means, type Step } from './fault.ts';
import type { Records } from './records.ts';

/** The compute host of the demonstration is less patient than Nova's, so that one can watch. */
export const demoConfig: ComputeConfig = {
  shutdownTimeoutMs: 2_000,
  shutdownRetryIntervalMs: 500,
  pollIntervalMs: 100,
  destroyTimeoutMs: 1_000,
};

/** What the demonstration needs from outside. */
export interface Stage extends Records {
  readonly listeners: readonly Listener[];
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Where the process is to die, and how. */
  readonly crash?: { readonly at: CrashPoint; readonly die: () => void };
}

/** How a stop ended, and what the database held before and after it. */
export interface Account {
  /** What it is called: the condition of the instance, or its name. */
  readonly name: string;
  readonly end: End;
  /** Why, when the instance is not stopped. */
  readonly reason?: string;
  readonly before: Holdings;
  readonly after: Holdings;
  /** What became of each step, when the stop has outlived its process. */
  readonly steps?: readonly Fate[];
}

/** How a stop ended that was begun here. */
export interface StopAccount extends Account {
  readonly condition: ConditionName;
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
export async function stopOne(
  stage: Stage,
  condition: ConditionName,
  fail?: Step,
): Promise<StopAccount> {
  const { db } = stage;
  const given: Condition = conditions[condition];
  const instance = newInstance(condition, given);
  const { uuid } = instance;
  if (given.instance !== null) db.instances.insert(instance);
  const before = holdings(db, uuid);
  const cloud = await openStage(stage, means(stage, instance, condition, fail));
  const account = { condition, name: condition, before };
  try {
    const { requestId, ended } = await cloud.stop(owner, uuid);
    const ending = await ended;
    const after = holdings(db, uuid, requestId);
    return { ...account, ...endOf(ending, after.action), after };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = `${error.status} ${error.code}: ${error.message}`;
    return { ...account, end: 'refused', reason, after: holdings(db, uuid) };
  } finally {
    await cloud.close();
  }
}

/** Opens the cloud of a stage, with means that may be broken. */
export function openStage(stage: Stage, sound: Means): Promise<Cloud> {
  const { crash, openJournal } = stage;
  const means = crash === undefined ? sound : killAt(sound, crash.at, crash.die);
  const journal = openJournal();
  return openCloud({ ...stage, ...means, journal, config: demoConfig, clock: systemClock });
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

function means(stage: Stage, { uuid }: Instance, name: ConditionName, fail?: Step): Means {
  const { db, hypervisor: simulated } = stage;
  const { guest, fault, resetAfterSignals }: Condition = conditions[name];
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
      if (simulated.calls(uuid).length === resetAfterSignals) db.instances.reset(uuid);
    },
  };
  const sound = { db, hypervisor };
  const weakened = fault === undefined ? sound : breakMeans(sound, fault);
  return fail === undefined ? weakened : breakMeans(weakened, { step: fail, times: Infinity });
}

/** What a database holds about an instance, and about a request if there was one. */
export function holdings(db: Database, uuid: string, requestId?: string): Holdings {
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

/** How a stop ended for the one who asked. */
export function endOf(ending: Ending, action: Action | undefined): { end: End; reason?: string } {
  if (ending.state === 'stopped') {
    return { end: action?.message === 'forced' ? 'forced' : 'stopped' };
  }
  const end = action?.result === 'Cancelled' ? 'preempted' : ending.state;
  return { end, reason: action?.message ?? ending.reason.message };
}
