/**
 * An id that no other run has: a random UUID of this process, and the number of the run in it.
 * A UUID for each run would cost as much as half a step.
 */
export function nextRunId(): string {
  runs += 1;
  return `${processId()}-${runs}`;
}

/** An id that no other process has. */
export function processId(): string {
  return (id ??= crypto.randomUUID());
}

let id: string | undefined;
let runs = 0;
