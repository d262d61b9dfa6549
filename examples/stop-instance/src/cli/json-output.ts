import { moments } from './crash.ts';
import type { Output } from './output.ts';

/** One line of JSON per event on stdout. The last line is the outcome, or the
 * crash when the process is to die. */
export function jsonOutput(): Output {
  return {
    listener(events) {
      for (const event of ['run', 'task', 'attempt', 'progress'] as const) {
        events.on(event, (payload) => print({ event, ...payload }));
      }
    },
    announce: () => undefined,
    conclude: () => undefined,
    lastWords: (point, db, resume) =>
      `${JSON.stringify({ event: 'crash', point, moment: moments[point], db, resume })}\n`,
    finish: (stops, _unannounced, exitCode) => print({ event: 'outcome', exitCode, stops }),
  };
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
