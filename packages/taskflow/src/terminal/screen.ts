import { createLogUpdate } from 'log-update';
import { frame } from './frame.ts';
import { paint, span } from './line.ts';
import type { Line } from './line.ts';
import type { RedrawClock } from './redraw-clock.ts';
import type { RunView } from './run-view.ts';

/** A stream of Node that may be a terminal; a size is asked for at every redraw. */
export type TerminalStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** The live part at the bottom of a terminal, which all runs on that terminal share. */
export interface Screen {
  /** Shows a run that has begun, or has news. */
  show(view: RunView): void;
  /** Writes the last picture of a run above the live part, where it stays. */
  settle(view: RunView): void;
}

/**
 * The screen of a stream.
 * There is one per stream: two that move the same cursor would write over one another.
 */
export function screenOf(stream: TerminalStream, clock: RedrawClock): Screen {
  const existing = screens.get(stream);
  if (existing !== undefined) return existing;
  const screen = newScreen(stream, clock);
  screens.set(stream, screen);
  return screen;
}

const screens = new WeakMap<TerminalStream, Screen>();

/** Time between two redraws: a spinner turns smoothly and the eye can still follow. */
const redrawMs = 100;

function newScreen(stream: TerminalStream, clock: RedrawClock): Screen {
  // The cursor stays visible, at rest under the picture: a program that dies cannot leave it
  // hidden, and no signal handler has to be put into the program of somebody else.
  const log = createLogUpdate(stream, { showCursor: true });
  /** Runs under way, each with how far the clock of its events is ahead of ours. */
  const live = new Map<RunView, number>();
  let cancel: (() => void) | undefined;

  const draw = () => {
    cancel?.();
    cancel = live.size === 0 ? undefined : clock.after(redrawMs, draw);
    if (live.size > 0) log(picture(live, roomOf(stream), clock.now()));
  };

  return {
    show(view) {
      live.set(view, view.atMs - clock.now());
      // The next redraw is never far; only the first one must not be waited for.
      if (cancel === undefined) draw();
    },
    settle(view) {
      live.delete(view);
      log.persist(written(frame(view, { ...roomOf(stream), nowMs: view.atMs })));
      draw();
    },
  };
}

interface Room {
  readonly width: number;
  readonly height: number;
}

/** The last column and the last row stay free, or the terminal would break lines and scroll. */
function roomOf({ columns = 80, rows = 24 }: TerminalStream): Room {
  return { width: Math.max(1, columns - 1), height: Math.max(1, rows - 1) };
}

/** All live runs, each with its share of the room. */
function picture(live: ReadonlyMap<RunView, number>, room: Room, nowMs: number): string {
  const runs = [...live];
  const shown = runs.length > room.height ? runs.slice(0, room.height - 1) : runs;
  const height = Math.floor(room.height / Math.max(1, shown.length));
  const lines = shown.flatMap(([view, aheadMs]) =>
    frame(view, { ...room, height, nowMs: nowMs + aheadMs }),
  );
  const hidden = runs.length - shown.length;
  return written(hidden === 0 ? lines : [...lines, [span(`⋮ ${hidden} more runs`, 'faint')]]);
}

function written(lines: readonly Line[]): string {
  return lines.map(paint).join('\n');
}
