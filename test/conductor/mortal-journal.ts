import { JournalError } from '@conductor/taskflow';
import type { Journal } from '@conductor/taskflow';

/** At which writing a process dies, and whether the journal has that one. */
export interface Death {
  readonly write: number;
  readonly when: 'before' | 'after';
}

/** A journal as one process sees it, until that process dies: from then on nothing gets through. */
export interface MortalJournal extends Journal {
  readonly isDead: boolean;
  /** How many writings of facts were asked for. */
  readonly writes: number;
}

/**
 * Cuts a process off from its journal at one of its writings, as its death would; without a death
 * it only counts.
 */
export function mortal(journal: Journal, death?: Death): MortalJournal {
  let writes = 0;
  let isDead = false;
  const alive = (): void => {
    if (isDead) throw new JournalError('JOURNAL_CLOSED', 'the process is dead');
  };
  const writing = <Answer>(write: () => Answer | Promise<Answer>): Answer | Promise<Answer> => {
    alive();
    writes += 1;
    const last = death?.write === writes ? death.when : undefined;
    if (last === 'before') isDead = true;
    alive();
    const answered = (answer: Answer): Answer => {
      if (last === 'after') isDead = true;
      alive();
      return answer;
    };
    const answer = write();
    return answer instanceof Promise ? answer.then(answered) : answered(answer);
  };
  const other =
    <Given extends readonly unknown[], Answer>(call: (...given: Given) => Answer) =>
    (...given: Given): Answer => {
      alive();
      return call(...given);
    };
  return {
    get isDead() {
      return isDead;
    },
    get writes() {
      return writes;
    },
    create: (run) => writing(() => journal.create(run)),
    append: (turn) => writing(() => journal.append(turn)),
    renew: other((owner, until) => journal.renew(owner, until)),
    resign: other((owner) => journal.resign(owner)),
    release: other((hold) => journal.release(hold)),
    claim: other((wanted) => journal.claim(wanted)),
    loose: other((now) => journal.loose(now)),
    ask: other((run, request) => journal.ask(run, request)),
    asked: other((owner) => journal.asked(owner)),
    load: other((run, from) => journal.load(run, from)),
    find: other((run) => journal.find(run)),
    list: other((filter) => journal.list(filter)),
    prune: other((before, limit) => journal.prune(before, limit)),
    close: () => journal.close(),
  };
}
