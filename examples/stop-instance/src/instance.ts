import { Type, type Static } from 'typebox';

/** What the record says an instance is when nothing is in progress: Nova's vm_state. */
export const VmState = Type.Enum([
  'active',
  'building',
  'paused',
  'suspended',
  'stopped',
  'rescued',
  'resized',
  'soft-delete',
  'deleted',
  'error',
  'shelved',
  'shelved_offloaded',
]);
/** One of Nova's vm_states. */
export type VmState = Static<typeof VmState>;

/** What is in progress on an instance: Nova's task_state, as far as this example meets it. */
export const TaskState = Type.Enum(['powering-off', 'powering-on', 'rebooting', 'deleting']);
/** One of Nova's task_states; `null` in an instance stands for "nothing is in progress". */
export type TaskState = Static<typeof TaskState>;

/** Nova's power_state numbers. The hypervisor is the authority; the database has a copy. */
export const powerStates = {
  NOSTATE: 0,
  RUNNING: 1,
  PAUSED: 3,
  SHUTDOWN: 4,
  CRASHED: 6,
  SUSPENDED: 7,
} as const;
/** The schema of a power_state number. */
export const PowerState = Type.Enum([0, 1, 3, 4, 6, 7]);
/** One of Nova's power_state numbers. */
export type PowerState = Static<typeof PowerState>;

/** The identity of an instance, which is also its guest's name at the hypervisor. */
export const InstanceId = Type.String({ format: 'uuid' });

/** One row of the instance table, as tasks pass it along. */
export const Instance = Type.Object({
  uuid: InstanceId,
  name: Type.String(),
  projectId: Type.String(),
  /** Empty until the instance has been scheduled. */
  host: Type.String(),
  vmState: VmState,
  taskState: Type.Union([TaskState, Type.Null()]),
  /** The run that owns `taskState`; null exactly when `taskState` is. */
  claimedBy: Type.Union([Type.String(), Type.Null()]),
  powerState: PowerState,
  locked: Type.Boolean(),
  /** Milliseconds since the epoch; null for an instance that never came up. */
  launchedAt: Type.Union([Type.Integer(), Type.Null()]),
  /** Image properties are kept here under `image_<property>`, as Nova does. */
  systemMetadata: Type.Record(Type.String(), Type.String()),
});
/** One row of the instance table. */
export type Instance = Static<typeof Instance>;

/** Who asks for an operation. */
export const Caller = Type.Object({
  userId: Type.String(),
  projectId: Type.String(),
  isAdmin: Type.Boolean(),
});
/** Who asks for an operation. */
export type Caller = Static<typeof Caller>;

/** Says whether a guest in this state uses no CPU any more. A guest that is gone is off, too. */
export function isOff(state: PowerState): boolean {
  const { NOSTATE, SHUTDOWN, CRASHED } = powerStates;
  return state === NOSTATE || state === SHUTDOWN || state === CRASHED;
}

/** The name of a power state, as operators know it. */
export function powerStateName(state: PowerState): string {
  const found = Object.entries(powerStates).find(([, number]) => number === state);
  return found?.[0] ?? String(state);
}
