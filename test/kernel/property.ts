import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';

/**
 * How many random cases each property is tried with; `TASKFLOW_RUNS` raises it, and
 * `TASKFLOW_SEED`, as printed with a failure, repeats the same cases.
 */
export const runs = Number(process.env['TASKFLOW_RUNS'] ?? 300);
const seed = process.env['TASKFLOW_SEED'];

/** Checks something of many random cases; a failure shows the smallest case that breaks it. */
export function always<T>(cases: fc.Arbitrary<T>, check: (one: T) => void): void {
  fc.assert(fc.property(cases, check), {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
}

/** Expects two values to be deeply equal, and is quick when they are. */
export function agree(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, what).toStrictEqual(expected);
}
