import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a process is, so that others on its host can see whether it still lives. */
export interface ProcessIdentity {
  /** What `pid` is a number of: one boot of one host, and where Linux has them, one container. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, in ticks since the boot; empty where nobody says. */
  readonly started: string;
}

/** The identity of this process. */
export function identity(): ProcessIdentity {
  own ??= {
    host: [hostname(), textOf('/proc/sys/kernel/random/boot_id'), pidSpace()].join('/'),
    pid: process.pid,
    started: lifeOf(process.pid)?.started ?? '',
  };
  return own;
}

let own: ProcessIdentity | undefined;

/**
 * Says whether a process is known to be dead. Of those on other hosts nothing is known; where there
 * is no `/proc`, a process counts as alive as long as any has its number.
 */
export function isDead({ host, pid, started }: ProcessIdentity): boolean {
  if (host !== identity().host) return false;
  const life = lifeOf(pid);
  if (life !== undefined) return life.isOver || life.started !== started;
  return !isThere(pid);
}

/** What Linux says of a process; undefined when it says nothing. */
function lifeOf(pid: number): { readonly started: string; readonly isOver: boolean } | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  // The second field is the name of the program, in brackets, and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  const started = fields[19];
  // Z and X: killed, though its parent has not asked yet how it ended.
  return started === undefined ? undefined : { started, isOver: /[ZXx]/.test(state) };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // Not on Linux.
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // Not on Linux, or there is no such process.
  }
}
