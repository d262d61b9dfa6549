/**
 * An id that no other run has: a random UUID of this process, and the number of the run in it.
 * A UUID for each run would cost as much as half a step.
 */
export function nextRunId(): string {
  processId ??= crypto.randomUUID();
  runs += 1;
  return `${processId}-${runs}`;
}

let processId: string | undefined;
let runs = 0;
