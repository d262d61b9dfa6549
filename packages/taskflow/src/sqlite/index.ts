/**
 * A journal on SQLite, with the SQLite that comes with Node.
 *
 * @module
 */
export { sqliteJournal } from './sqlite-journal.ts';
export type { SqliteJournal, SqliteJournalOptions } from './sqlite-journal.ts';
