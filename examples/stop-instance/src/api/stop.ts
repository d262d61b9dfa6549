import { randomUUID } from 'node:crypto';
import { stoppable } from '../conductor/claim.ts';
import type { Conductor } from '../conductor/conductor.ts';
import type { Ending } from '../conductor/ending.ts';
import type { Database } from '../database/database.ts';
import type { Caller, Instance } from '../instance.ts';
import { ApiError } from './api-error.ts';

/** What the API talks to. */
export interface Backend {
  readonly db: Database;
  readonly conductor: Conductor;
}

/** A stop that was accepted (202): the instance is claimed, the rest goes on by itself. */
export interface Accepted {
  readonly requestId: string;
  readonly ended: Promise<Ending>;
}

/**
 * `POST /servers/{id}/action` with `{"os-stop": null}`.
 * Throws an `ApiError`, with nothing written, when the server may not be stopped; also when a rival
 * was faster, which Nova answers with 500.
 */
export async function stopServer(backend: Backend, caller: Caller, uuid: string) {
  checkStop(caller, uuid, backend.db.instances.find(uuid));
  const requestId = `req-${randomUUID()}`;
  const { claimed, ended } = await backend.conductor.stop({ requestId, instanceId: uuid, caller });
  if (await claimed) return { requestId, ended } satisfies Accepted;
  throw unclaimed(uuid, await ended);
}

// Nova's order: visible, unlocked, on a host, in a state to be stopped.
function checkStop(caller: Caller, uuid: string, instance: Instance | undefined): void {
  const { isAdmin, projectId } = caller;
  if (instance === undefined || (!isAdmin && instance.projectId !== projectId)) {
    throw new ApiError('InstanceNotFound', `instance ${uuid} was not found`);
  }
  const { name, locked, host, vmState, taskState, launchedAt } = instance;
  if (locked && !isAdmin) throw new ApiError('InstanceIsLocked', `${name} is locked`);
  if (host === '') throw new ApiError('InstanceNotReady', `${name} is on no host yet`);
  if (!stoppable.includes(vmState)) throw invalidState(name, `its vm_state is ${vmState}`);
  if (taskState !== null) throw invalidState(name, `its task_state is ${taskState}`);
  if (launchedAt === null) throw invalidState(name, 'it was never launched');
}

function invalidState(name: string, why: string): ApiError {
  return new ApiError('InstanceInvalidState', `${name} cannot be stopped: ${why}`);
}

function unclaimed(uuid: string, ending: Ending): ApiError {
  const reason = ending.state === 'stopped' ? undefined : ending.reason;
  if (reason?.code === 'CLAIM_LOST') return invalidState(uuid, reason.message);
  const why = reason?.message ?? 'no claim was made';
  return new ApiError('InternalServerError', `instance ${uuid} could not be claimed: ${why}`);
}
