import { HypervisorError, type Hypervisor } from '../compute/hypervisor.ts';
import type { Database } from '../database/database.ts';
import type { Instances } from '../database/instances.ts';
import type { Notice } from '../database/notifications.ts';

/** The steps of a stop, by the names of their tasks. */
export const steps = [
  'claim',
  'host-is-up',
  'notify-start',
  'power-off',
  'record-stopped',
  'notify-end',
] as const;
/** A step of a stop. */
export type Step = (typeof steps)[number];

/** A step that does not work, the first so many `times` it is tried. */
export interface Fault {
  readonly step: Step;
  readonly times: number;
}

/** What the steps of a stop work with: the place to break them without touching them. */
export interface Means {
  readonly db: Database;
  readonly hypervisor: Hypervisor;
}

/** The same means, of which the one that the step needs fails as the fault says. */
export function breakMeans({ db, hypervisor }: Means, { step, times }: Fault): Means {
  const { instances, services, notifications } = db;
  const dbFails = failing(times, databaseIsLocked);
  const busFails = failing(times, () => new Error('message bus is unreachable'));
  const hypervisorFails = failing(
    times,
    () => new HypervisorError('connection to the hypervisor was lost', { transient: true }),
  );
  switch (step) {
    case 'claim': {
      const claim = after(dbFails, (...args: Claiming) => instances.claim(...args));
      return { hypervisor, db: { ...db, instances: { ...instances, claim } } };
    }
    case 'host-is-up': {
      const isUp = after(dbFails, (host: string) => services.isUp(host));
      return { hypervisor, db: { ...db, services: { ...services, isUp } } };
    }
    case 'power-off': {
      const state = after(hypervisorFails, (guest: string) => hypervisor.state(guest));
      return { db, hypervisor: { ...hypervisor, state } };
    }
    case 'record-stopped': {
      // A release without changes is a revert, which this step is not.
      const release = (...args: Releasing) => {
        if (args[2] !== undefined) dbFails();
        return instances.release(...args);
      };
      return { hypervisor, db: { ...db, instances: { ...instances, release } } };
    }
    case 'notify-start':
    case 'notify-end': {
      const send = (notice: Notice) => {
        if (step === `notify-${notice.phase}`) busFails();
        notifications.send(notice);
      };
      return { hypervisor, db: { ...db, notifications: { ...notifications, send } } };
    }
    default:
      return step satisfies never;
  }
}

// What `node:sqlite` throws when another process has not let go of the file in time.
function databaseIsLocked(): Error {
  return Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR' });
}

type Claiming = Parameters<Instances['claim']>;
type Releasing = Parameters<Instances['release']>;

function failing(times: number, error: () => Error): () => void {
  let left = times;
  return () => {
    if (left === 0) return;
    left -= 1;
    throw error();
  };
}

function after<Args extends readonly unknown[], Result>(
  first: () => void,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    first();
    return work(...args);
  };
}
