/**
 * What tests of tasks and flows need; it depends on no test runner.
 *
 * @module
 */
export { manualClock } from './manual-clock.ts';
export type { ManualClock } from './manual-clock.ts';
export { journalCases } from './journal-cases.ts';
export type { JournalCase } from './journal/journal-case.ts';
