import type { Clock, Listener, Logger } from '@conductor/taskflow';
import { stopServer, type Accepted } from './api/stop.ts';
import type { ComputeConfig } from './compute/config.ts';
import { heartbeat } from './compute/heartbeat.ts';
import type { Hypervisor } from './compute/hypervisor.ts';
import { computeReceiver } from './compute/receiver.ts';
import { claimOf } from './conductor/claim.ts';
import { openConductor } from './conductor/conductor.ts';
import type { Database } from './database/database.ts';
import type { Caller } from './instance.ts';

/** What a cloud is made of. */
export interface CloudParts {
  readonly db: Database;
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
  /** Ends the compute host's signs of life. The database stays open: it was there before. */
  close(): void;
}

/** The name of the compute host. */
export const hostName = 'host1';

/** Starts all four parts in this process. A real cloud has each on machines of its own. */
export function openCloud(parts: CloudParts): Cloud {
  const { db, hypervisor, config, clock, log, signal, listeners } = parts;
  const host = computeReceiver({
    name: hostName,
    hypervisor,
    clock,
    config,
    isClaimed: async ({ uuid }, runId) => db.instances.isClaimed(uuid, claimOf(runId)),
  });
  const conductor = openConductor({ db, receivers: [host], clock, log, signal, listeners });
  const stopHeartbeat = heartbeat(clock, log, () => db.services.report(hostName));
  return {
    stop: (caller, instanceId) => stopServer({ db, conductor }, caller, instanceId),
    close: stopHeartbeat,
  };
}
