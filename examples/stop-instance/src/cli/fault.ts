import { HypervisorError, type Hypervisor } from '../compute/hypervisor.ts';
import type { Database } from '../database/database.ts';

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
  const dbFails = failing(times, () => new Error('database is locked'));
  const busFails = failing(times, () => new Error('message bus is unreachable'));
  const hypervisorFails = failing(
    times,
    () => new HypervisorError('connection to the hypervisor was lost', { transient: true }),
  );
  switch (step) {
    case 'claim': {
      const claim = before(instances.claim, dbFails);
      return { hypervisor, db: { ...db, instances: { ...instances, claim } } };
    }
    case 'host-is-up': {
      const isUp = before(services.isUp, dbFails);
      return { hypervisor, db: { ...db, services: { ...services, isUp } } };
    }
    case 'notify-start':
    case 'notify-end': {
      const send = before(notifications.send, ({ phase }) => {
        if (step === `notify-${phase}`) busFails();
      });
      return { hypervisor, db: { ...db, notifications: { ...notifications, send } } };
    }
    case 'power-off':
      return {
        db,
        hypervisor: { ...hypervisor, state: before(hypervisor.state, hypervisorFails) },
      };
    case 'record-stopped': {
      const release = before(instances.release, (_uuid, _claim, changes) => {
        if (changes !== undefined) dbFails();
      });
      return { hypervisor, db: { ...db, instances: { ...instances, release } } };
    }
    default:
      return step satisfies never;
  }
}

function failing(times: number, error: () => Error): () => void {
  let left = times;
  return () => {
    if (left === 0) return;
    left -= 1;
    throw error();
  };
}

function before<Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result,
  first: (...args: Args) => void,
): (...args: Args) => Result {
  return (...args) => {
    first(...args);
    return work(...args);
  };
}
