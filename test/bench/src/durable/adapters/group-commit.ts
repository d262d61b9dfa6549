import type { Maker } from '../engine.ts';
import { rawEngine } from '../raw-engine.ts';
import { rawJournal, type RawJournal } from '../raw-journal.ts';

/**
 * `node:sqlite` by hand, one commit for all that is ready in one turn of the event loop, of
 * whatever flows: the fastest way for many flows, and what all others are compared with.
 */
export const groupCommit: Maker = {
  async open(path, steps) {
    const journal = rawJournal(path);
    return rawEngine(journal, grouped(journal), steps);
  },
};

interface Writing {
  readonly body: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function grouped(journal: RawJournal): (body: () => void) => Promise<void> {
  let group: Writing[] = [];

  function flush(): void {
    const writings = group;
    group = [];
    try {
      journal.together(() => {
        for (const { body } of writings) body();
      });
    } catch (error) {
      for (const { reject } of writings) reject(error);
      return;
    }
    for (const { resolve } of writings) resolve();
  }

  return (body) =>
    new Promise((resolve, reject) => {
      if (group.length === 0) setImmediate(flush);
      group.push({ body, resolve, reject });
    });
}
