import { writeSync } from 'node:fs';
import type { Instances } from '../database/instances.ts';
import type { Notice } from '../database/notifications.ts';
import { steps, type Means, type Step } from './fault.ts';

/** Where the process can be killed: in any step, and when a failed stop gives its instance back. */
export const crashPoints = [...steps, 'give-back'] as const;
/** A place where the process can be killed. */
export type CrashPoint = (typeof crashPoints)[number];

/** What is true at each of them: the work is done, and the journal does not say so yet. */
export const moments: Readonly<Record<CrashPoint, string>> = {
  claim: 'the instance is claimed, but the journal does not know',
  'host-is-up': 'it has looked, but the journal does not know',
  'notify-start': 'the notice is out, but the journal does not know',
  'power-off': 'its guest was sent an ACPI signal, but the journal does not know',
  'record-stopped': 'the instance is on record as stopped, but the journal does not know',
  'notify-end': 'the notice is out, but the journal does not know',
  'give-back': 'the transaction that gives the instance back is open and will be lost',
};

/** The same means, with which `kill` is called in the middle of a step, once it gets there. */
export function killAt({ db, hypervisor }: Means, point: CrashPoint, kill: () => void): Means {
  const { instances, services, notifications } = db;
  switch (point) {
    case 'claim':
    case 'record-stopped':
      return { hypervisor, db: killAfterTransaction(db, point, kill) };
    case 'host-is-up': {
      const isUp = (host: string) => {
        const answer = services.isUp(host);
        kill();
        return answer;
      };
      return { hypervisor, db: { ...db, services: { ...services, isUp } } };
    }
    case 'power-off': {
      const shutdown = async (guest: string) => {
        await hypervisor.shutdown(guest);
        kill();
      };
      return { db, hypervisor: { ...hypervisor, shutdown } };
    }
    case 'notify-start':
    case 'notify-end': {
      const send = (notice: Notice) => {
        notifications.send(notice);
        if (point === `notify-${notice.phase}`) kill();
      };
      return { hypervisor, db: { ...db, notifications: { ...notifications, send } } };
    }
    case 'give-back': {
      const release = (...args: Releasing) => {
        const released = instances.release(...args);
        if (isGivenBack(args)) kill();
        return released;
      };
      return { hypervisor, db: { ...db, instances: { ...instances, release } } };
    }
    default:
      return point satisfies never;
  }
}

/** Prints a last text and ends this process as a power cut would: nothing is tidied any more. */
export function die(lastWords: string): void {
  try {
    // At once, because nothing that is left in a buffer will get out.
    writeSync(process.stdout.fd, lastWords);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

function killAfterTransaction(db: Means['db'], step: Step, kill: () => void): Means['db'] {
  let isDone = false;
  const { instances } = db;
  const claim = (...args: Parameters<Instances['claim']>) => {
    const claimed = instances.claim(...args);
    isDone ||= step === 'claim' && claimed !== undefined;
    return claimed;
  };
  const release = (...args: Releasing) => {
    const released = instances.release(...args);
    isDone ||= step === 'record-stopped' && !isGivenBack(args);
    return released;
  };
  return {
    ...db,
    instances: { ...instances, claim, release },
    transaction(work) {
      const result = db.transaction(work);
      if (isDone) kill();
      return result;
    },
  };
}

type Releasing = Parameters<Instances['release']>;

function isGivenBack([, , changes]: Releasing): boolean {
  return changes === undefined;
}
