import type { Maker } from '../engine.ts';
import { rawEngine } from '../raw-engine.ts';
import { rawJournal } from '../raw-journal.ts';

/**
 * `node:sqlite` by hand, a commit for each flow and each step: what one writes first. The end of a
 * flow is in the commit of its last step. It is the fastest way for one flow at a time.
 */
export const commitPerStep: Maker = {
  async open(path, steps) {
    const journal = rawJournal(path);
    const write = (body: () => void, statements: number) => {
      if (statements === 1) body();
      else journal.together(body);
    };
    return rawEngine(journal, write, steps);
  },
};
