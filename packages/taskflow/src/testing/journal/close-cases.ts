import type { Hold } from '../../journal/journal.ts';
import { refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import type { Stage } from './stage.ts';

const methods: Readonly<Record<string, (stage: Stage, hold: Hold) => unknown>> = {
  renew: ({ journal }) => journal.renew('a', 1),
  resign: ({ journal }) => journal.resign('a'),
  create: (stage) => stage.create('s'),
  append: (stage, hold) => stage.append(hold),
  release: ({ journal }, hold) => journal.release(hold),
  claim: (stage) => stage.claim('a'),
  ask: ({ journal }) => journal.ask('r', { type: 'suspend' }),
  asked: ({ journal }) => journal.asked('a'),
  load: ({ journal }) => journal.load('r'),
  find: ({ journal }) => journal.find('r'),
  list: ({ journal }) => journal.list({}),
  prune: ({ journal }) => journal.prune(0, 1),
};

/** The end of a journal. */
export const closeCases: readonly JournalCase[] = [
  fact('a second close changes nothing', async ({ journal }) => {
    await journal.close();
    await journal.close();
    await Promise.all([journal.close(), journal.close()]);
  }),

  ...Object.entries(methods).map(([name, ask]) =>
    fact(`a journal that is closed refuses to ${name}`, async (stage) => {
      const hold = await stage.hold('r');
      await stage.journal.close();
      await refused(name, 'JOURNAL_CLOSED', () => ask(stage, hold));
    }),
  ),

  fact('what was given before the close is written', async (stage) => {
    const hold = await stage.hold('r');
    const writing = Array.from({ length: 10 }, () => stage.append(hold));
    await stage.journal.close();
    await Promise.all(writing);
  }),
];
