// The door @conductor/taskflow/terminal: runs shown to people.
export { terminal } from './terminal.ts';
export type { TerminalOptions } from './terminal.ts';
export type { RedrawClock } from './redraw-clock.ts';
export type { TerminalStream } from './screen.ts';
