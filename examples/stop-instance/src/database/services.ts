import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@conductor/taskflow';

/** A host that has been silent for longer counts as down. Nova's `service_down_time`. */
export const serviceDownTimeMs = 60_000;

/** Which compute services are alive. */
export interface Services {
  /** A sign of life from a host. */
  report(host: string): void;
  /** An operator's word that a host is down (or no longer), whatever it reports. */
  forceDown(host: string, down: boolean): void;
  /** Whether the host reported lately and was not forced down. An unknown host is down. */
  isUp(host: string): boolean;
}

/** The service table of an open database. */
export function serviceTable(sql: DatabaseSync, clock: Clock): Services {
  return {
    report(host) {
      sql.prepare(report).run(host, clock.now());
    },
    forceDown(host, down) {
      sql.prepare(forceDown).run(host, clock.now(), Number(down));
    },
    isUp: (host) => sql.prepare(select).get(host, clock.now() - serviceDownTimeMs) !== undefined,
  };
}

const report = `
  INSERT INTO services (host, last_seen_at) VALUES (?, ?)
  ON CONFLICT (host) DO UPDATE SET last_seen_at = excluded.last_seen_at`;

const forceDown = `
  INSERT INTO services (host, last_seen_at, forced_down) VALUES (?, ?, ?)
  ON CONFLICT (host) DO UPDATE SET forced_down = excluded.forced_down`;

const select = `
  SELECT 1 FROM services WHERE host = ? AND last_seen_at >= ? AND forced_down = 0`;
