import type { Clock, Journal, Listener, Logger } from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';
import { stopServer, type Accepted } from './api/stop.ts';
import type { ComputeConfig } from './compute/config.ts';
import { heartbeat } from './compute/heartbeat.ts';
import type { Hypervisor } from './compute/hypervisor.ts';
import { computeReceiver } from './compute/receiver.ts';
import { claimOf } from './conductor/claim.ts';
import { openConductor } from './conductor/conductor.ts';
import type { Ending } from './conductor/ending.ts';
import type { Database } from './database/database.ts';
import type { Caller } from './instance.ts';

/** What a cloud is made of. */
export interface CloudParts {
  readonly db: Database;
  /** The conductor's journal, which is closed with the cloud. */
  readonly journal: Journal;
  readonly hypervisor: Hypervisor;
  readonly config: ComputeConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly listeners: readonly Listener[];
}

/** A running cloud: API, conductor and the one compute host `host1`. */
export interface Cloud {
  /** The API's os-stop; see `stopServer`. */
  stop(caller: Caller, instanceId: string): Promise<Accepted>;
  /** How a stop ends that was begun before, perhaps by another process. */
  ended(requestId: string): Promise<Ending>;
  /** What the journal has of a stop. */
  history(requestId: string): Promise<readonly Fact[]>;
  /** Ends the compute host's signs of life. The database stays open: it was there before. */
  close(): Promise<void>;
}

/** The name of the compute host. */
export const hostName = 'host1';

/** Starts all four parts in this process. A real cloud has each on machines of its own. */
export async function openCloud(parts: CloudParts): Promise<Cloud> {
  const { db, hypervisor, config, clock, log, ...others } = parts;
  const host = computeReceiver({
    name: hostName,
    hypervisor,
    clock,
    config,
    isClaimed: async ({ uuid }, runId) => db.instances.isClaimed(uuid, claimOf(runId)),
  });
  // The host first: stops that were left unfinished go on as soon as there is a conductor.
  const stopHeartbeat = heartbeat(clock, log, () => db.services.report(hostName));
  try {
    const conductor = await openConductor({ db, receivers: [host], clock, log, ...others });
    return {
      stop: (caller, instanceId) => stopServer({ db, conductor }, caller, instanceId),
      ended: (requestId) => conductor.ended(requestId),
      history: (requestId) => conductor.history(requestId),
      async close() {
        await conductor.close();
        stopHeartbeat();
      },
    };
  } catch (error) {
    stopHeartbeat();
    throw error;
  }
}
