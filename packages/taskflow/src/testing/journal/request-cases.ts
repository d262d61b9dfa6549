import type { RunRequest } from '../../journal/run-request.ts';
import { same, refused } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { times } from './stage.ts';

const cancel: RunRequest = { type: 'cancel', reason: 'enough' };
const suspend: RunRequest = { type: 'suspend' };
const resume: RunRequest = { type: 'resume' };
const signal: RunRequest = { type: 'signal', name: 'go', value: { deep: ['ü', null] } };

/** What is asked of a run that another process may hold. */
export const requestCases: readonly JournalCase[] = [
  fact('an owner hears what its runs are asked, the oldest first', async (stage) => {
    await stage.hold('r');
    await stage.hold('s');
    await stage.hold('t', { owner: 'b' });
    await stage.ask('s', cancel);
    await stage.ask('t', suspend);
    await stage.ask('r', signal, resume);
    await stage.ask('s', signal);
    const pending = await stage.journal.asked('a');
    same(
      'the requests',
      pending.map(({ run, request }) => ({ run, request })),
      [
        { run: 's', request: cancel },
        { run: 'r', request: signal },
        { run: 'r', request: resume },
        { run: 's', request: signal },
      ],
    );
    same('their ids', new Set(pending.map(({ id }) => id)).size, 4);
    same('those of b', await stage.asked('b'), [suspend]);
    same('those of c', await stage.asked('c'), []);
  }),

  fact('a request stays until a turn has done it, and no other goes with it', async (stage) => {
    const hold = await stage.hold('r');
    await stage.hold('s');
    await stage.ask('r', cancel, signal, cancel);
    await stage.ask('s', suspend);
    const [first] = await stage.journal.asked('a');
    await stage.append(hold);
    same('before', await stage.asked('a'), [cancel, signal, cancel, suspend]);
    await stage.append(hold, { facts: [], done: first === undefined ? [] : [first.id] });
    same('after', await stage.asked('a'), [signal, cancel, suspend]);
    const ids = (await stage.journal.asked('a')).slice(0, 2).map(({ id }) => id);
    await stage.append(hold, { done: ids });
    same('at last', await stage.asked('a'), [suspend]);
  }),

  fact('a turn that is refused has done no request', async (stage) => {
    const old = await stage.hold('r');
    await stage.ask('r', cancel);
    const done = (await stage.journal.asked('a')).map(({ id }) => id);
    await stage.take('b', 'r', { now: times.late });
    await refused('the turn', 'JOURNAL_FENCED', () => stage.append(old, { done }));
    same('the requests', await stage.asked('b'), [cancel]);
  }),

  fact('what a run is asked goes with it', async (stage) => {
    const hold = await stage.hold('r');
    await stage.ask('r', cancel);
    await stage.journal.release(hold);
    same('those of the old owner', await stage.asked('a'), []);
    await stage.ask('r', signal);
    await stage.take('b', 'r');
    same('those of the new owner', await stage.asked('b'), [cancel, signal]);
  }),

  fact('a run that waits may be asked', async (stage) => {
    await stage.wait('r');
    await stage.ask('r', cancel);
    same('before it is taken', await stage.asked('a'), []);
    await stage.take('a', 'r');
    same('after', await stage.asked('a'), [cancel]);
  }),

  fact('the id of a request is never given again', async (stage) => {
    const hold = await stage.hold('r');
    const ids: number[] = [];
    for (let round = 0; round < 3; round++) {
      await stage.ask('r', signal);
      const done = (await stage.journal.asked('a')).map(({ id }) => id);
      ids.push(...done);
      await stage.append(hold, { done });
    }
    same('the ids', new Set(ids).size, 3);
  }),

  fact('a run that is not known cannot be asked', async (stage) => {
    await refused('the request', 'JOURNAL_UNKNOWN_RUN', () => stage.ask('r', cancel));
    await stage.hold('r');
    same('the requests', await stage.asked('a'), []);
  }),

  fact('a finished run cannot be asked, and what it was asked is forgotten', async (stage) => {
    for (const status of ['SUCCESS', 'REVERTED', 'FAILURE'] as const) {
      const hold = await stage.hold(status);
      await stage.ask(status, cancel);
      await stage.append(hold, { status });
      await refused('the request', 'JOURNAL_UNKNOWN_RUN', () => stage.ask(status, signal));
    }
    same('the requests', await stage.asked('a'), []);
    same('the claim', await stage.taken('b', { now: times.late }), []);
  }),
];
