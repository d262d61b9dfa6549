/**
 * An id that no other run has: that of this process, and the number of the run in it. A random one
 * for each run would cost as much as half a step.
 */
export function nextRunId(): string {
  runs += 1;
  return `${processId()}-${runs}`;
}

/** An id that no other process has. */
export function processId(): string {
  return (id ??= uniqueId());
}

/**
 * An id that nobody else has: the time, and a hundred random bits. It is no secret, so it need not
 * come from `crypto`, which takes longer to load than a process to take up its first run.
 */
export function uniqueId(): string {
  return [Date.now(), Math.random() * 2 ** 52, Math.random() * 2 ** 52]
    .map((part) => Math.floor(part).toString(36))
    .join('-');
}

let id: string | undefined;
let runs = 0;
