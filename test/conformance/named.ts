import type { Node } from '@conductor/taskflow';
import type { Values } from './does.ts';
import type { Stage } from './stage.ts';

/** What every row has that is about one flow. */
export interface Named {
  /** Which behaviour of TaskFlow it stands for, or which rule of its semantics: `L07`, `3.7`. */
  readonly id: string;
  readonly fact: string;
  readonly node: (stage: Stage) => Node;
  /** Closes the flow and is given to the run. */
  readonly input?: Values;
}

/** How many tasks may be under way. */
export type Way = 'serial' | 'parallel';
