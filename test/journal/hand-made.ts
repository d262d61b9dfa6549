import type { Created, NewRun, RunJournal } from '@conductor/taskflow';
import type { Fact } from '@conductor/taskflow/kernel';

/**
 * A journal that hands the facts of each turn to a test, the first turn being the one that creates
 * the run. It answers when the test does, and refuses what the test refuses.
 */
export function handMade(
  take: (facts: readonly Fact[]) => void | Promise<void> = () => undefined,
): RunJournal {
  return {
    renew: () => undefined,
    create: (run) => {
      const taken = take(run.facts);
      return taken === undefined ? heldBy(run) : taken.then(() => heldBy(run));
    },
    append: ({ facts }) => take(facts),
  };
}

/** The answer of a journal that has created a run for its owner. */
export function heldBy({ id, owner = 'nobody' }: NewRun): Created {
  return { is: 'held', hold: { run: id, owner, epoch: 1 } };
}
