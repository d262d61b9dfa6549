// The door for tests of this example: its parts, to be put together on a clock that stands still.
export { ApiError } from './api/api-error.ts';
export { conditions, type Condition, type ConditionName } from './cli/condition.ts';
export { fatesOf, fateTable } from './cli/fate.ts';
export { steps } from './cli/fault.ts';
export { hostName, openCloud, type Cloud, type CloudParts } from './cloud.ts';
export { defaultConfig } from './compute/config.ts';
export type { Hypervisor } from './compute/hypervisor.ts';
export {
  simulatedHypervisor,
  type GuestBehaviour,
  type SimulatedHypervisor,
} from './compute/simulated-hypervisor.ts';
export { claimOf, stoppable } from './conductor/claim.ts';
export { stopInstance } from './conductor/flow.ts';
export { openDatabase, type Database } from './database/database.ts';
export { serviceDownTimeMs } from './database/services.ts';
export { powerStates, type Caller, type Instance } from './instance.ts';
