import type { TaskStatus } from '../kernel/status.ts';

/** The colours of a box, as `#rrggbb`; each text is made for its fill, not for the page. */
export interface Colours {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

const ink = '#111827';
const faint = '#6b7280';

/** How a task of a run is coloured; what has not begun keeps the look of the page. */
export const palette: Readonly<Partial<Record<TaskStatus, Colours>>> = {
  running: { fill: '#dbeafe', stroke: '#2563eb', text: ink },
  succeeded: { fill: '#dcfce7', stroke: '#16a34a', text: ink },
  failed: { fill: '#fee2e2', stroke: '#dc2626', text: ink },
  tolerated: { fill: '#fef3c7', stroke: '#d97706', text: ink },
  refused: { fill: '#ffedd5', stroke: '#ea580c', text: ink },
  skipped: { fill: '#f3f4f6', stroke: '#9ca3af', text: faint },
  reverting: { fill: '#ddd6fe', stroke: '#7c3aed', text: ink },
  reverted: { fill: '#f5f3ff', stroke: '#a78bfa', text: faint },
  lost: { fill: '#fef9c3', stroke: '#ca8a04', text: ink },
  'revert-failed': { fill: '#b91c1c', stroke: '#7f1d1d', text: '#ffffff' },
};
