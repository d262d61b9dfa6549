import { DatabaseSync } from 'node:sqlite';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '@conductor/taskflow';
import { PowerState, isOff, powerStates } from '../instance.ts';
import { HypervisorError, type Hypervisor } from './hypervisor.ts';

const Delay = Type.Union([Type.Integer(), Type.Literal('never')]);

const GuestBehaviour = Type.Object({
  state: PowerState,
  /** From the first ACPI signal to being off; 'never' for a guest that ignores ACPI. */
  shutdownMs: Delay,
  /** From the destroy order to being off; 'never' for a hypervisor that hangs. */
  destroyMs: Delay,
  /** What is left when it is off: SHUTDOWN unless said otherwise; NOSTATE when it vanishes. */
  endsAs: Type.Optional(PowerState),
  /** What the hypervisor answers to every order for this guest, instead of obeying. */
  refusal: Type.Optional(Type.String()),
});
/** How a simulated guest, and the hypervisor under it, will behave. */
export type GuestBehaviour = Static<typeof GuestBehaviour>;

/** One order that reached the hypervisor. */
export interface HypervisorCall {
  readonly atMs: number;
  readonly order: 'shutdown' | 'destroy';
}

/** A hypervisor whose guests take time and can be told to misbehave. */
export interface SimulatedHypervisor extends Hypervisor {
  define(guest: string, behaviour: GuestBehaviour): void;
  /** Every order for a guest, refused ones too, in the order in which they came. */
  calls(guest: string): HypervisorCall[];
  close(): void;
}

/**
 * Opens a hypervisor. Its guests are in a file, because real ones would outlive whoever gave them
 * orders: what a guest does follows from its orders and the time, whether anybody looks or not.
 */
export function simulatedHypervisor(file: string, clock: Clock): SimulatedHypervisor {
  const sql = new DatabaseSync(file);
  sql.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;');
  sql.exec(schema);

  function find(uuid: string): Guest | undefined {
    const row = sql.prepare(selectGuest).get(uuid);
    if (row === undefined) return undefined;
    const behaviour = Value.Parse(GuestBehaviour, JSON.parse(String(row.behaviour)));
    return { behaviour, offAt: row.offAt === null ? Infinity : Number(row.offAt) };
  }

  function state(uuid: string): PowerState {
    const guest = find(uuid);
    if (guest === undefined) return powerStates.NOSTATE;
    const { behaviour, offAt } = guest;
    return clock.now() < offAt ? behaviour.state : (behaviour.endsAs ?? powerStates.SHUTDOWN);
  }

  function obey(uuid: string, order: HypervisorCall['order']): void {
    const isFirst = !callsFor(uuid).some((call) => call.order === order);
    sql.prepare(insertCall).run(clock.now(), order, uuid);
    const guest = find(uuid);
    if (guest === undefined) throw new HypervisorError(`no domain with uuid ${uuid}`);
    const { shutdownMs, destroyMs, refusal } = guest.behaviour;
    if (refusal !== undefined) throw new HypervisorError(refusal);
    if (order === 'destroy' && isOff(state(uuid))) {
      throw new HypervisorError('domain is not running');
    }
    // A guest that is already on its way down takes no notice of a second signal.
    const delay = order === 'destroy' ? destroyMs : isFirst ? shutdownMs : 'never';
    if (delay !== 'never') sql.prepare(turnOff).run(clock.now() + delay, uuid);
  }

  function callsFor(guest: string): HypervisorCall[] {
    const rows = sql.prepare(selectCalls).all(guest);
    return rows.map(({ atMs, name }) => ({
      atMs: Number(atMs),
      order: name === 'destroy' ? 'destroy' : 'shutdown',
    }));
  }

  return {
    calls: callsFor,
    define(uuid, behaviour) {
      sql.prepare(insertGuest).run(uuid, JSON.stringify(behaviour));
    },
    state: async (uuid) => state(uuid),
    shutdown: async (uuid) => obey(uuid, 'shutdown'),
    destroy: async (uuid) => obey(uuid, 'destroy'),
    close: () => sql.close(),
  };
}

interface Guest {
  readonly behaviour: GuestBehaviour;
  /** When its last order will have had its effect; `Infinity` while there is none. */
  readonly offAt: number;
}

const schema = `
CREATE TABLE IF NOT EXISTS guests (
  uuid      TEXT PRIMARY KEY,
  behaviour TEXT NOT NULL,
  off_at    INTEGER
) STRICT;

CREATE TABLE IF NOT EXISTS orders (
  id    INTEGER PRIMARY KEY,
  at    INTEGER NOT NULL,
  name  TEXT NOT NULL CHECK (name IN ('shutdown', 'destroy')),
  guest TEXT NOT NULL
) STRICT;
`;

const insertGuest = `INSERT INTO guests (uuid, behaviour) VALUES (?, ?)`;

const selectGuest = `SELECT behaviour, off_at AS offAt FROM guests WHERE uuid = ?`;

// Of two orders, the one that works sooner counts.
const turnOff = `
  UPDATE guests SET off_at = min(?, coalesce(off_at, 9e15)) WHERE uuid = ?`;

const insertCall = `INSERT INTO orders (at, name, guest) VALUES (?, ?, ?)`;

const selectCalls = `SELECT at AS atMs, name FROM orders WHERE guest = ? ORDER BY id`;
