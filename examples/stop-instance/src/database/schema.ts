/**
 * The tables, in Nova's words. Times are milliseconds since the epoch.
 *
 * `claimed_by` is what Nova lacks: the run that set task_state. With it a run can tell its own
 * claim from a later one that looks the same, and give back only what is still its own.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS instances (
  uuid            TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  host            TEXT NOT NULL DEFAULT '',
  vm_state        TEXT NOT NULL,
  task_state      TEXT,
  claimed_by      TEXT,
  power_state     INTEGER NOT NULL,
  locked          INTEGER NOT NULL DEFAULT 0,
  launched_at     INTEGER,
  system_metadata TEXT NOT NULL DEFAULT '{}',
  CHECK ((task_state IS NULL) = (claimed_by IS NULL))
) STRICT;

CREATE TABLE IF NOT EXISTS services (
  host         TEXT PRIMARY KEY,
  last_seen_at INTEGER NOT NULL,
  forced_down  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS actions (
  request_id    TEXT PRIMARY KEY,
  instance_uuid TEXT NOT NULL,
  action        TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  result        TEXT CHECK (result IN ('Success', 'Error', 'Cancelled')),
  message       TEXT,
  CHECK ((finished_at IS NULL) = (result IS NULL))
) STRICT;

CREATE TABLE IF NOT EXISTS action_events (
  request_id  TEXT NOT NULL REFERENCES actions (request_id),
  event       TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  result      TEXT CHECK (result IN ('Success', 'Error')),
  details     TEXT,
  PRIMARY KEY (request_id, event, attempt)
) STRICT;

CREATE TABLE IF NOT EXISTS faults (
  id            INTEGER PRIMARY KEY,
  instance_uuid TEXT NOT NULL,
  request_id    TEXT NOT NULL,
  code          TEXT NOT NULL,
  message       TEXT NOT NULL,
  host          TEXT NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS notifications (
  key        TEXT PRIMARY KEY,
  event_type TEXT NOT NULL,
  priority   TEXT NOT NULL,
  payload    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
`;
