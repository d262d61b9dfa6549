/**
 * What a flow may hold at most. Everything has a limit, and the error that a limit gives carries
 * the numbers; raise these only with a measurement.
 */
export const limits = {
  /** Tasks, choices and joins of one plan. */
  atomsPerPlan: 1_000_000,
  /** Nodes inside nodes; plans are compiled by recursion over the depth, never over the length. */
  nestingDepth: 100,
  /** Attempts of one task, in one direction. */
  attemptsPerTask: 10_000,
  /** Times that a task may be lost with its process: one that kills it must not do so for ever. */
  lossesPerTask: 100,
  /**
   * Characters of all texts and keys of one value in a journal, and one more for every value in it.
   */
  charactersPerValue: 4_000_000,
  /** Lists and records inside one another, in one value in a journal. */
  valueDepth: 500,
} as const;
