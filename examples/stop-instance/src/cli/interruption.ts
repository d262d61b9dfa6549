import { constants } from 'node:os';

/** What may end the program early, and the exit code if it does. */
export interface Interruption {
  /** Aborted when there is no point in going on; the stop under way is then taken back. */
  readonly signal: AbortSignal;
  /** The shell's way: 128 and the number of the signal. Undefined while nothing happened. */
  readonly exitCode: number | undefined;
}

/**
 * Listens for Ctrl-C, for being terminated, and for a reader of the output that goes away, as
 * `| head` does. A second Ctrl-C ends the process at once, as usual.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const interrupt = (signal: NodeJS.Signals, why: string) => {
    exitCode ??= 128 + constants.signals[signal];
    controller.abort(new Error(why));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupt(signal, `interrupted by ${signal}`));
  }
  process.stdout.on('error', ({ message }) => interrupt('SIGPIPE', `cannot print: ${message}`));
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
