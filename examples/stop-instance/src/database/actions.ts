import type { DatabaseSync } from 'node:sqlite';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '@conductor/taskflow';
import type { Caller } from '../instance.ts';

const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** How an action ended. `Cancelled`: somebody else took the instance over meanwhile. */
export type ActionResult = 'Success' | 'Error' | 'Cancelled';

const Action = Type.Object({
  requestId: Type.String(),
  instanceId: Type.String(),
  action: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  startedAt: Type.Integer(),
  finishedAt: Nullable(Type.Integer()),
  result: Nullable(Type.Enum(['Success', 'Error', 'Cancelled'])),
  message: Nullable(Type.String()),
});
/** What a user asked for, and how it ended; result and end are null while it is under way. */
export type Action = Static<typeof Action>;

const ActionEvent = Type.Object({
  event: Type.String(),
  attempt: Type.Integer(),
  startedAt: Type.Integer(),
  finishedAt: Nullable(Type.Integer()),
  result: Nullable(Type.Enum(['Success', 'Error'])),
  details: Nullable(Type.String()),
});
/** One attempt of one step of an action. Unlike Nova's, no two attempts share a row. */
export type ActionEvent = Static<typeof ActionEvent>;

/** How one attempt ended. */
export type EventResult = 'Success' | 'Error';

/** Which step of which action an event is about. */
export interface Step {
  readonly requestId: string;
  readonly event: string;
}

/** The action log that users and operators see. */
export interface Actions {
  /** Opens an action. Opening it again changes nothing. */
  start(order: { requestId: string; instanceId: string; action: string; caller: Caller }): void;
  /** Closes an action that is open; says whether it was. An action ends once. */
  finish(requestId: string, result: ActionResult, message?: string | null): boolean;
  find(requestId: string): Action | undefined;
  /** The actions that nobody has closed yet, the oldest first. */
  open(): Action[];
  /** Opens a step's next event; does nothing without an action, as for a claim that was lost. */
  startEvent(step: Step, startedAt: number): void;
  /** Closes the attempt that is open; Nova closes the first of that name, even a finished one. */
  finishEvent(step: Step, result: EventResult, finishedAt: number, details?: string | null): void;
  /** The events of an action in the order in which they began. */
  events(requestId: string): ActionEvent[];
}

/** The action tables of an open database. */
export function actionTable(sql: DatabaseSync, clock: Clock): Actions {
  return {
    start({ requestId, instanceId, action, caller: { userId, projectId } }) {
      sql.prepare(insertAction).run(requestId, instanceId, action, userId, projectId, clock.now());
    },
    finish(requestId, result, message = null) {
      const { changes } = sql.prepare(finishAction).run(clock.now(), result, message, requestId);
      return changes === 1;
    },
    find(requestId) {
      const row = sql.prepare(selectAction).get(requestId);
      return row === undefined ? undefined : Value.Parse(Action, row);
    },
    open: () =>
      sql
        .prepare(selectOpen)
        .all()
        .map((row) => Value.Parse(Action, row)),
    startEvent({ requestId, event }, startedAt) {
      sql.prepare(insertEvent).run({ requestId, event, startedAt });
    },
    finishEvent({ requestId, event }, result, finishedAt, details = null) {
      sql.prepare(finishEvent).run(finishedAt, result, details, requestId, event);
    },
    events: (requestId) =>
      sql
        .prepare(selectEvents)
        .all(requestId)
        .map((row) => Value.Parse(ActionEvent, row)),
  };
}

const insertAction = `
  INSERT INTO actions (request_id, instance_uuid, action, user_id, project_id, started_at)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING`;

const finishAction = `
  UPDATE actions SET finished_at = ?, result = ?, message = ?
  WHERE request_id = ? AND finished_at IS NULL`;

const columns = `
  request_id AS requestId, instance_uuid AS instanceId, action, user_id AS userId,
  project_id AS projectId, started_at AS startedAt, finished_at AS finishedAt, result, message`;

const selectAction = `SELECT ${columns} FROM actions WHERE request_id = ?`;

const selectOpen = `
  SELECT ${columns} FROM actions WHERE finished_at IS NULL ORDER BY started_at, rowid`;

const insertEvent = `
  INSERT INTO action_events (request_id, event, attempt, started_at)
  SELECT request_id, :event, (
    SELECT count(*) + 1 FROM action_events WHERE request_id = :requestId AND event = :event
  ), :startedAt
  FROM actions WHERE request_id = :requestId`;

const finishEvent = `
  UPDATE action_events SET finished_at = ?, result = ?, details = ?
  WHERE request_id = ? AND event = ? AND finished_at IS NULL`;

const selectEvents = `
  SELECT event, attempt, started_at AS startedAt, finished_at AS finishedAt, result, details
  FROM action_events WHERE request_id = ? ORDER BY started_at, rowid`;
