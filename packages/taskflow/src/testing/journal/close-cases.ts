import { fact, type JournalCase } from './journal-case.ts';

/** The end of a journal; what it answers afterwards is not promised. */
export const closeCases: readonly JournalCase[] = [
  fact('a second close changes nothing', async ({ journal }) => {
    await journal.close();
    await journal.close();
    await Promise.all([journal.close(), journal.close()]);
  }),

  fact('what was given before the close is written', async (stage) => {
    const hold = await stage.hold('r');
    const writing = Array.from({ length: 10 }, () => stage.append(hold));
    await stage.journal.close();
    await Promise.all(writing);
  }),
];
