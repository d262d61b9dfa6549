import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@conductor/taskflow';
import type { Instance } from '../instance.ts';

/** A notice to other services, in the names of Nova's versioned notifications. */
export interface Notice {
  /** Identifies the notice: sent twice under one key, it goes out once. */
  readonly key: string;
  readonly phase: 'start' | 'end' | 'error';
  readonly requestId: string;
  readonly instance: Instance;
  /** What went wrong, when something did. */
  readonly fault?: string;
}

/** The outgoing notifications `instance.power_off.start`, `.end` and `.error`. */
export interface Notifications {
  send(notice: Notice): void;
  /** The event types sent for one request, in the order of sending. */
  of(requestId: string): string[];
}

/** The notification table of an open database; Nova's message bus would be fed from it. */
export function notificationTable(sql: DatabaseSync, clock: Clock): Notifications {
  return {
    send({ key, phase, requestId, instance, fault }) {
      const { uuid, host, vmState, taskState, powerState } = instance;
      const payload = { requestId, uuid, host, vmState, taskState, powerState, fault };
      sql
        .prepare(insert)
        .run(
          key,
          `instance.power_off.${phase}`,
          phase === 'error' ? 'ERROR' : 'INFO',
          JSON.stringify(payload),
          clock.now(),
        );
    },
    of: (requestId) =>
      sql
        .prepare(select)
        .all(requestId)
        .map(({ eventType }) => String(eventType)),
  };
}

const insert = `
  INSERT INTO notifications (key, event_type, priority, payload, created_at)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`;

const select = `
  SELECT event_type AS eventType FROM notifications
  WHERE payload ->> 'requestId' = ? ORDER BY created_at, rowid`;
