import { styleText } from 'node:util';

import type { Listener } from '../listeners/events.ts';
import { plainColumns, plainLine } from './plain.ts';
import { restingClock } from './redraw-clock.ts';
import type { RedrawClock } from './redraw-clock.ts';
import { follow, isOver, newRunView, update } from './run-view.ts';
import type { RunView } from './run-view.ts';
import { screenOf } from './screen.ts';
import type { TerminalStream } from './screen.ts';

/** How {@link terminal} shows runs. */
export interface TerminalOptions {
  /** Where to; stdout when left out. */
  readonly stream?: TerminalStream;
  /**
   * A live picture, or plain lines.
   * When left out, the picture is for terminals that may be coloured: a pipe, `NO_COLOR` and
   * `TERM=dumb` get lines.
   */
  readonly live?: boolean;
  /** Whether plain lines say how long things took. Off, so that two runs print the same. */
  readonly timings?: boolean;
  /** Time for redraws. When left out it is the machine's, and never keeps a process alive. */
  readonly clock?: RedrawClock;
}

/**
 * A listener that shows runs to people.
 * On a terminal it draws each run as a tree that moves, and leaves the last picture behind; else it
 * writes one line per event. One listener may serve many runs, one after another or at once.
 * While the picture moves, nothing else should write to the same terminal.
 *
 * @example
 * ```ts
 * import { flow, linear, nothingToUndo, run, task } from '@conductor/taskflow';
 * import { terminal } from '@conductor/taskflow/terminal';
 *
 * const step = (name: string) => task({ name, execute: () => undefined, revert: nothingToUndo });
 * const pair = flow({ name: 'pair' }, linear('steps', step('first'), step('second')));
 * await run(pair, {}, { listeners: [terminal({ live: false })] });
 * ```
 *
 * ```text
 * pair    RUNNING
 * first   running
 * first   succeeded
 * second  running
 * second  succeeded
 * pair    SUCCESS
 * ```
 */
export function terminal(options: TerminalOptions = {}): Listener {
  const stream = options.stream ?? process.stdout;
  return (options.live ?? isForPeople(stream))
    ? livePicture(stream, options.clock ?? restingClock)
    : plainLines(stream, options.timings ?? false);
}

function livePicture(stream: TerminalStream, clock: RedrawClock): Listener {
  const screen = screenOf(stream, clock);
  return (events) => {
    const view = newRunView(events);
    follow(events, (happening) => {
      update(view, happening);
      if (isOver(view)) screen.settle(view);
      else screen.show(view);
    });
  };
}

function plainLines(stream: TerminalStream, timings: boolean): Listener {
  const live = new Set<RunView>();
  return (events) => {
    const view = newRunView(events);
    const nameColumns = plainColumns(events.flow);
    follow(events, (happening) => {
      update(view, happening);
      live.add(view);
      // Lines of several runs mix, so they say whose they are; a run alone has no need to.
      const owner = live.size > 1 ? `${view.id}  ` : '';
      stream.write(`${owner}${plainLine(view, happening, { nameColumns, timings })}\n`);
      if (isOver(view)) live.delete(view);
    });
  };
}

/** Asks Node, which knows the customs, by colouring a letter. */
function isForPeople(stream: TerminalStream): boolean {
  return stream.isTTY === true && styleText('red', 'x', { stream }) !== 'x';
}
