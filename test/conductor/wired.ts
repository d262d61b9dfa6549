import type { Journal } from '@conductor/taskflow';

/** Asked before each call of a journal: it may throw, or let the call wait. */
export type Before = (method: keyof Journal) => void | Promise<void>;

/** A journal behind which something happens before each call. */
export function wired(journal: Journal, before: Before): Journal {
  const through =
    <Given extends readonly unknown[], Answer>(
      method: keyof Journal,
      call: (...given: Given) => Answer | Promise<Answer>,
    ) =>
    (...given: Given): Answer | Promise<Answer> => {
      const waiting = before(method);
      return waiting === undefined ? call(...given) : waiting.then(() => call(...given));
    };
  return {
    renew: through('renew', (owner, until) => journal.renew(owner, until)),
    resign: through('resign', (owner) => journal.resign(owner)),
    create: through('create', (run) => journal.create(run)),
    append: through('append', (turn) => journal.append(turn)),
    release: through('release', (hold) => journal.release(hold)),
    claim: through('claim', (wanted) => journal.claim(wanted)),
    loose: through('loose', (now) => journal.loose(now)),
    ask: through('ask', (run, request) => journal.ask(run, request)),
    asked: through('asked', (owner) => journal.asked(owner)),
    load: through('load', (run, from) => journal.load(run, from)),
    find: through('find', (run) => journal.find(run)),
    list: through('list', (filter) => journal.list(filter)),
    prune: through('prune', (before, limit) => journal.prune(before, limit)),
    close: through('close', () => undefined),
  };
}
