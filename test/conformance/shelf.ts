import { memoryJournal } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import { freshPath } from '../sqlite/folder.ts';

/** Where the runs of a row are kept, from one process to the next. */
export interface Shelf {
  /** Opens the journal, as a process does. */
  open(): Journal;
}

/** Where runs may be kept: in memory, or in a file that each process reads anew. */
export const shelves = {
  memory(): Shelf {
    const journal = memoryJournal();
    return { open: () => ({ ...journal, close: () => undefined }) };
  },
  file(): Shelf {
    const path = freshPath();
    return { open: () => sqliteJournal(path) };
  },
} as const;
