/**
 * What tests of tasks and flows need; it depends on no test runner.
 *
 * @module
 */
export { manualClock } from './manual-clock.ts';
export type { ManualClock } from './manual-clock.ts';
