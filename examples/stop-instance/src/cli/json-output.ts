import type { Output } from './output.ts';

/** One line of JSON per event on stdout. The last line is the outcome, whatever happened before. */
export function jsonOutput(): Output {
  return {
    listener(events) {
      for (const event of ['run', 'task', 'attempt', 'progress'] as const) {
        events.on(event, (payload) => print({ event, ...payload }));
      }
    },
    announce: () => undefined,
    conclude: () => undefined,
    finish: (stops, _unannounced, exitCode) => print({ event: 'outcome', exitCode, stops }),
  };
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
