import type { DatabaseSync } from 'node:sqlite';

/** Opens a database. SQLite is loaded only now: who never opens one never hears of it. */
export function openFile(path: string): DatabaseSync {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  return new Database(path);
}
