import type { PowerState } from '../instance.ts';

/** What a compute host asks of its hypervisor, in libvirt's words. Guests go by their uuid. */
export interface Hypervisor {
  /** What the guest is doing; NOSTATE when there is no such guest. */
  state(guest: string): Promise<PowerState>;
  /** Presses the guest's ACPI power button. The guest may take its time, or not care. */
  shutdown(guest: string): Promise<void>;
  /** Pulls the guest's plug. The order is taken when this returns; the guest may not be off yet. */
  destroy(guest: string): Promise<void>;
}

/** What a hypervisor answers when it will not do what it was asked. */
export class HypervisorError extends Error {
  override readonly name = 'HypervisorError';
  /** True when asking again may help. */
  readonly transient: boolean;

  constructor(message: string, { transient = false } = {}) {
    super(message);
    this.transient = transient;
  }
}
