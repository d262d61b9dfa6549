import type { DatabaseSync } from 'node:sqlite';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '@conductor/taskflow';

const Fault = Type.Object({
  instanceId: Type.String(),
  requestId: Type.String(),
  code: Type.String(),
  message: Type.String(),
  host: Type.String(),
});
/** What went wrong with an instance, for its owner to read. */
export type Fault = Static<typeof Fault>;

/** The instance faults. */
export interface Faults {
  insert(fault: Fault): void;
  /** The faults of one request, oldest first. */
  of(requestId: string): Fault[];
}

/** The fault table of an open database. */
export function faultTable(sql: DatabaseSync, clock: Clock): Faults {
  return {
    insert({ instanceId, requestId, code, message, host }) {
      sql.prepare(insert).run(instanceId, requestId, code, message, host, clock.now());
    },
    of: (requestId) =>
      sql
        .prepare(select)
        .all(requestId)
        .map((row) => Value.Parse(Fault, row)),
  };
}

const insert = `
  INSERT INTO faults (instance_uuid, request_id, code, message, host, created_at)
  VALUES (?, ?, ?, ?, ?, ?)`;

const select = `
  SELECT instance_uuid AS instanceId, request_id AS requestId, code, message, host
  FROM faults WHERE request_id = ? ORDER BY id`;
