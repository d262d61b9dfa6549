import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@conductor/taskflow';
import { actionTable, type Actions } from './actions.ts';
import { faultTable, type Faults } from './faults.ts';
import { instanceTable, type Instances } from './instances.ts';
import { notificationTable, type Notifications } from './notifications.ts';
import { schema } from './schema.ts';
import { serviceTable, type Services } from './services.ts';

/** The cell database. The conductor writes it; a compute host only reports that it is alive. */
export interface Database {
  readonly instances: Instances;
  readonly services: Services;
  readonly actions: Actions;
  readonly faults: Faults;
  readonly notifications: Notifications;
  /** Runs `work` so that all it writes is kept, or none of it when it throws. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Opens a database file, and makes its tables when they are not there yet. */
export function openDatabase(file: string, clock: Clock): Database {
  const sql = new DatabaseSync(file);
  // Patience first: already the second statement may meet another process.
  sql.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;');
  sql.exec(schema);
  return {
    instances: instanceTable(sql),
    services: serviceTable(sql, clock),
    actions: actionTable(sql, clock),
    faults: faultTable(sql, clock),
    notifications: notificationTable(sql, clock),
    transaction: (work) => inTransaction(sql, work),
    close: () => sql.close(),
  };
}

function inTransaction<Result>(sql: DatabaseSync, work: () => Result): Result {
  // IMMEDIATE takes the write lock at once: two that read first and write later cannot deadlock.
  sql.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    sql.exec('COMMIT');
    return result;
  } catch (error) {
    sql.exec('ROLLBACK');
    throw error;
  }
}
