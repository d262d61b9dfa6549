import type { Clock } from '@conductor/taskflow';
import { isOff, powerStates, type PowerState } from '../instance.ts';
import { HypervisorError, type Hypervisor } from './hypervisor.ts';

/** How a simulated guest, and the hypervisor under it, will behave. */
export interface GuestBehaviour {
  readonly state: PowerState;
  /** From the first ACPI signal to being off; 'never' for a guest that ignores ACPI. */
  readonly shutdownMs: number | 'never';
  /** From the destroy order to being off; 'never' for a hypervisor that hangs. */
  readonly destroyMs: number | 'never';
  /** What is left when it is off: SHUTDOWN unless said otherwise; NOSTATE when it vanishes. */
  readonly endsAs?: PowerState;
  /** What the hypervisor answers to every order for this guest, instead of obeying. */
  readonly refusal?: string;
}

/** One order that reached the hypervisor. */
export interface HypervisorCall {
  readonly atMs: number;
  readonly order: 'shutdown' | 'destroy';
  readonly guest: string;
}

/** A hypervisor in memory, whose guests take time and can be told to misbehave. */
export interface SimulatedHypervisor extends Hypervisor {
  define(guest: string, behaviour: GuestBehaviour): void;
  /** Every order it was given, refused ones too. */
  readonly calls: readonly HypervisorCall[];
}

/** A hypervisor without guests. All its delays run on the given clock. */
export function simulatedHypervisor(clock: Clock): SimulatedHypervisor {
  const guests = new Map<string, Guest>();
  const calls: HypervisorCall[] = [];

  function order(name: HypervisorCall['order'], uuid: string): Guest {
    calls.push({ atMs: clock.now(), order: name, guest: uuid });
    const guest = guests.get(uuid);
    if (guest === undefined) throw new HypervisorError(`no domain with uuid ${uuid}`);
    if (guest.behaviour.refusal !== undefined) throw new HypervisorError(guest.behaviour.refusal);
    return guest;
  }

  return {
    calls,
    define(uuid, behaviour) {
      guests.set(uuid, new Guest(clock, behaviour));
    },
    async state(uuid) {
      return guests.get(uuid)?.state ?? powerStates.NOSTATE;
    },
    async shutdown(uuid) {
      order('shutdown', uuid).shutdown();
    },
    async destroy(uuid) {
      order('destroy', uuid).destroy();
    },
  };
}

class Guest {
  state: PowerState;
  readonly behaviour: GuestBehaviour;
  readonly #clock: Clock;
  #shuttingDown = false;

  constructor(clock: Clock, behaviour: GuestBehaviour) {
    this.#clock = clock;
    this.behaviour = behaviour;
    this.state = behaviour.state;
  }

  // A guest that is already on its way down takes no notice of a second signal.
  shutdown(): void {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    this.#turnOffAfter(this.behaviour.shutdownMs);
  }

  destroy(): void {
    if (isOff(this.state)) throw new HypervisorError('domain is not running');
    this.#turnOffAfter(this.behaviour.destroyMs);
  }

  #turnOffAfter(delayMs: number | 'never'): void {
    if (delayMs === 'never') return;
    this.#clock.after(delayMs, () => {
      this.state = this.behaviour.endsAs ?? powerStates.SHUTDOWN;
    });
  }
}
