import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../errors.ts';

/** SQL: the run is over. An index is used only by who says this in the same words. */
export const isFinished = `status IN ('SUCCESS', 'REVERTED', 'FAILURE')`;

/**
 * SQL: somebody should go on with the run, if nobody does. It has its lock, or needs none as it is
 * to turn back; and it does not rest, or was asked to get up.
 */
export const isDue = `(holds_lock = 1 OR woken = 2 OR status = 'REVERTING')
    AND (status <> 'SUSPENDED' OR woken > 0)`;

/** Says in the head of a file whose it is: `cdtf`. */
export const applicationId = 0x63647466;

/**
 * Brings a database to the newest schema; each step is one transaction, so a process that dies
 * here leaves a file of one schema or of the other. Its number is `user_version`, which is how many
 * steps were taken.
 *
 * @throws {JournalError} with code `JOURNAL_NEWER` when somebody has taken more steps than we know.
 */
export function migrate(db: DatabaseSync, path: string): void {
  for (;;) {
    db.exec('BEGIN IMMEDIATE');
    const taken = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (taken > steps.length) throw newer(path, taken);
    const step = steps[taken];
    if (step === undefined) {
      // Who cannot write must hear of it now, not in mid-run; to begin is granted to everybody.
      db.exec(`PRAGMA user_version = ${taken}; ROLLBACK`);
      return;
    }
    db.exec(`${step}; PRAGMA user_version = ${taken + 1}; COMMIT`);
  }
}

/** The steps, which are never changed once they are published; what is new goes to the end. */
const steps = [
  `
  PRAGMA application_id = ${applicationId};

  -- Runs, in the order in which they were submitted. Times are milliseconds since 1970.
  CREATE TABLE runs (
    run         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    flow        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    status      TEXT NOT NULL,
    lock_key    TEXT,
    -- 0 while another run has the lock, and when the run is over.
    holds_lock  INTEGER NOT NULL,
    owner       TEXT,
    epoch       INTEGER NOT NULL,
    -- 2 when a request to turn back waits, 1 when one to go on does.
    woken       INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL
  ) STRICT;

  CREATE INDEX runs_free ON runs (run) WHERE owner IS NULL AND ${isDue};
  CREATE INDEX runs_owner ON runs (owner, run) WHERE owner IS NOT NULL;
  CREATE UNIQUE INDEX runs_lock ON runs (lock_key) WHERE lock_key IS NOT NULL AND holds_lock = 1;
  CREATE INDEX runs_queue ON runs (lock_key, run)
    WHERE lock_key IS NOT NULL AND holds_lock = 0 AND NOT ${isFinished};
  CREATE INDEX runs_finished ON runs (changed_at) WHERE ${isFinished};
  CREATE INDEX runs_by_flow ON runs (flow, run);
  -- Nearly all have succeeded, and are found without.
  CREATE INDEX runs_by_status ON runs (status, run) WHERE status <> 'SUCCESS';
  CREATE INDEX runs_by_lock ON runs (lock_key, run) WHERE lock_key IS NOT NULL;

  -- What runs wrote, a row for each time. The key of a row is its place in the order of writing:
  -- what is written together lies together, however many runs there are.
  CREATE TABLE turns (
    turn  INTEGER PRIMARY KEY,
    run   INTEGER NOT NULL,
    -- How many facts the run has with these.
    last  INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    -- The time of those facts that have none of their own.
    at    INTEGER NOT NULL,
    facts TEXT NOT NULL
  ) STRICT;

  CREATE UNIQUE INDEX turns_of_run ON turns (run, last);

  -- Who may write. Whoever takes runs from an owner deletes its row.
  CREATE TABLE owners (
    id      TEXT NOT NULL PRIMARY KEY,
    until   REAL NOT NULL,
    host    TEXT NOT NULL,
    pid     INTEGER NOT NULL,
    started TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What was asked of runs and is not done yet. No number is given twice.
  CREATE TABLE requests (
    request INTEGER PRIMARY KEY AUTOINCREMENT,
    run     INTEGER NOT NULL,
    type    TEXT NOT NULL,
    body    TEXT NOT NULL
  ) STRICT;

  CREATE INDEX requests_of_run ON requests (run)`,
];

function newer(path: string, taken: number): JournalError {
  const problem = `the journal ${path} has schema ${taken}`;
  const known = `this version of @conductor/taskflow knows ${steps.length} at most`;
  return new JournalError('JOURNAL_NEWER', `${problem}, and ${known}: use the one that wrote it`);
}
