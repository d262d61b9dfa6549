import type { Journal } from '../../journal/journal.ts';
import { Stage } from './stage.ts';

/** One thing that every journal promises. */
export interface JournalCase {
  /** The promise, as a sentence. */
  readonly name: string;
  /**
   * Holds a journal to the promise, and closes it.
   *
   * @param open Makes a journal that has nothing in it.
   * @throws {Error} saying what was expected and what came, when the journal breaks the promise;
   * or whatever the journal threw.
   */
  readonly run: (open: () => Journal | Promise<Journal>) => Promise<void>;
}

/** Makes a case of what is done on a stage. */
export function fact(name: string, happens: (stage: Stage) => Promise<void>): JournalCase {
  return {
    name,
    async run(open) {
      const journal = await open();
      try {
        const stage = new Stage(journal);
        await stage.begin();
        await happens(stage);
      } finally {
        await journal.close();
      }
    },
  };
}
