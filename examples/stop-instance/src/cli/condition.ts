import type { GuestBehaviour } from '../compute/simulated-hypervisor.ts';
import { powerStates, type Instance } from '../instance.ts';
import type { Fault } from './fault.ts';

/** How a stop can end for the one who asked: 'refused' is the API's 404 or 409. */
export type End = 'stopped' | 'forced' | 'reverted' | 'preempted' | 'failed' | 'refused';

/** A circumstance in which an instance is stopped. What is not said is as in the best case. */
export interface Condition {
  readonly summary: string;
  readonly ends: End;
  /** What its row says; null when there is no row. */
  readonly instance?: Partial<Instance> | null;
  readonly guest?: Partial<GuestBehaviour>;
  readonly fault?: Fault;
  /** After how many ACPI signals an administrator resets the state of the instance. */
  readonly resetAfterSignals?: number;
}

/** The circumstances that `--instance` can choose from. */
export const conditions = {
  graceful: { summary: 'shuts down when it is asked to', ends: 'stopped' },
  deaf: {
    summary: 'ignores ACPI, so its plug is pulled',
    ends: 'forced',
    guest: { shutdownMs: 'never' },
  },
  refusing: {
    summary: 'its hypervisor refuses every order',
    ends: 'reverted',
    guest: { refusal: 'operation refused' },
  },
  hung: {
    summary: 'its hypervisor takes orders and does nothing, so nobody knows',
    ends: 'failed',
    guest: { shutdownMs: 'never', destroyMs: 'never' },
  },
  off: {
    summary: 'is off already, which nobody wrote down',
    ends: 'stopped',
    guest: { state: powerStates.SHUTDOWN },
  },
  vanishing: {
    summary: 'its guest disappears while it shuts down',
    ends: 'stopped',
    guest: { endsAs: powerStates.NOSTATE },
  },
  error: {
    summary: 'is in vm_state error, which is no obstacle',
    ends: 'stopped',
    instance: { vmState: 'error' },
  },
  patient: {
    summary: 'takes longer than the host allows, as its image says (os_shutdown_timeout)',
    ends: 'stopped',
    instance: { systemMetadata: { image_os_shutdown_timeout: '4' } },
    guest: { shutdownMs: 3_000 },
  },
  'lost-link': {
    summary: 'its host loses the hypervisor twice, then has it back',
    ends: 'stopped',
    fault: { step: 'power-off', times: 2 },
  },
  unrecorded: {
    summary: 'is off when the database fails twice: tried again, never reverted',
    ends: 'stopped',
    fault: { step: 'record-stopped', times: 2 },
  },
  'host-down': {
    summary: 'its compute host is silent, so nothing is sent there',
    ends: 'reverted',
    instance: { host: 'host2' },
  },
  preempted: {
    summary: 'is deaf, and an administrator resets its state meanwhile',
    ends: 'preempted',
    guest: { shutdownMs: 'never' },
    resetAfterSignals: 2,
  },
  missing: { summary: 'does not exist: 404', ends: 'refused', instance: null },
  locked: { summary: 'is locked by its owner: 409', ends: 'refused', instance: { locked: true } },
  busy: {
    summary: 'is being rebooted: 409',
    ends: 'refused',
    instance: { taskState: 'rebooting', claimedBy: 'req-of-somebody-else' },
  },
  paused: {
    summary: 'is in a vm_state that cannot be stopped: 409',
    ends: 'refused',
    instance: { vmState: 'paused', powerState: powerStates.PAUSED },
    guest: { state: powerStates.PAUSED },
  },
} as const satisfies Record<string, Condition>;

/** The name of a condition. */
export type ConditionName = keyof typeof conditions;
