import { flow, InputError, linear } from '@conductor/taskflow';
import type { Conductor, Hold, Journal } from '@conductor/taskflow';
import { limits } from '@conductor/taskflow/kernel';
import { Type } from 'typebox';
import type { Stage } from '../../conductor/stage.ts';
import { claim, codeOf, post, standing } from '../posted.ts';
import type { Scene } from '../scene.ts';

/** Who may go on with which run, and what conductors do with the runs that they may go on with. */
export const jobboardRows: readonly Scene[] = [
  {
    // TaskFlow throws at who comes too late; here there is just nothing left to take.
    id: 'J02',
    fact: 'a run that waits is claimed once',
    async play({ journal }, note) {
      await post(journal, 'r');
      note(await standing(journal));
      note(`${(await claim(journal, 'me')).length} for me`);
      note(await standing(journal));
      note(`${(await claim(journal, 'other')).length} for another`);
      note(`${(await claim(journal, 'me')).length} for me again`);
    },
    notes: ['PENDING of nobody', '1 for me', 'PENDING of me', '0 for another', '0 for me again'],
  },
  {
    // A hold that is no good is refused when it writes; who gives it back has nothing to say.
    id: 'J03',
    fact: 'only the owner of a run goes on with it, gives it back, or ends it',
    async play({ journal }, note) {
      await post(journal, 'r');
      note(await codeOf(() => finish(journal, { run: 'r', owner: 'me', epoch: 1 })));
      const [mine = nobody] = await claim(journal, 'me');
      note(await codeOf(() => finish(journal, { ...mine, owner: 'other' })));
      await journal.release({ ...mine, owner: 'other' });
      note(await standing(journal));
      await journal.release(mine);
      note(await standing(journal));
      const [again = nobody] = await claim(journal, 'other');
      note(await codeOf(() => finish(journal, mine)));
      note(await codeOf(() => finish(journal, again)));
      note(await standing(journal));
      note(await codeOf(() => finish(journal, again)));
      note(await codeOf(() => journal.ask('r', { type: 'resume' })));
      note(`${(await claim(journal, 'third', 1_000)).length} for a third`);
    },
    notes: [
      'JOURNAL_FENCED',
      'JOURNAL_FENCED',
      'PENDING of me',
      'PENDING of nobody',
      'JOURNAL_FENCED',
      'done',
      'SUCCESS of nobody',
      'JOURNAL_FENCED',
      'JOURNAL_UNKNOWN_RUN',
      '0 for a third',
    ],
  },
  {
    id: 'J04',
    fact: 'a run that is not wanted any more is cancelled, never starts, and is kept to look at',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)], { concurrency: 1 });
      await conductor.submit('f', {}, { id: 'r1' });
      const second = await conductor.submit('f', {}, { id: 'r2' });
      await second.cancel('not wanted');
      await stage.pass('execute r1/a');
      await stage.pass('execute r1/b');
      note(await standing(stage.journal, 'r2'));
      note((await stage.trace('r2')).join(', '));
      note(stage.calls.join(', '));
    },
    notes: [
      'REVERTED of nobody',
      'run-started f@1, run-cancelled (not wanted), run-finished REVERTED',
      'execute r1/a, execute r1/b',
    ],
  },
  {
    id: 'J05',
    fact: 'what is held by somebody silent is free when the lease is over, and not before',
    async play({ journal }, note) {
      await post(journal, 'r');
      await claim(journal, 'me');
      await journal.renew('me', 2_000);
      note(`${(await claim(journal, 'other', 500)).length} at 500`);
      note(`${(await claim(journal, 'other', 2_500)).length} at 2500`);
      note(await standing(journal));
      note(await codeOf(() => journal.renew('me', 9_000)));
    },
    notes: ['0 at 500', '1 at 2500', 'PENDING of other', 'JOURNAL_FENCED'],
  },
  {
    id: 'J07',
    fact: 'a conductor runs what waits, tells of it from its start, and is done with it',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)], { concurrency: 1 });
      hearAll(conductor, note);
      await conductor.submit('f', {}, { id: 'r1' });
      await conductor.submit('f', {}, { id: 'r2' });
      for (const run of ['r1', 'r2']) {
        await stage.pass(`execute ${run}/a`);
        await stage.pass(`execute ${run}/b`);
      }
      note(await standing(stage.journal, 'r2'));
      note(`${(await conductor.runs({ status: ['PENDING', 'RUNNING'] })).runs.length} left`);
    },
    notes: ['r1 RUNNING', 'r1 SUCCESS', 'r2 RUNNING', 'r2 SUCCESS', 'SUCCESS of nobody', '0 left'],
  },
  {
    id: 'J08',
    fact: 'a run that fails is reverted, and done with',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)]);
      hearAll(conductor, note);
      await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      await stage.pass('execute r/a');
      await stage.fail('execute r/b');
      note(await standing(stage.journal));
      note(stage.calls.join(', '));
    },
    notes: [
      'r RUNNING',
      'r REVERTING',
      'r REVERTED',
      'REVERTED of nobody',
      'execute r/a, execute r/b, revert r/b, revert r/a',
    ],
  },
  {
    // TaskFlow counts what could never run as done.
    id: 'J09',
    fact: 'a run whose input lacks something is refused to who submits it, and is no run',
    async play(stage, note) {
      const made = flow({ name: 'f', input: { x: Type.Number() } }, stage.held('a'));
      const conductor = await stage.open([made]);
      // @ts-expect-error Untyped code does.
      const error: unknown = await conductor.submit('f', {}, { id: 'r' }).catch(same);
      note(error instanceof InputError ? error.problems.join() : 'no InputError');
      note(await standing(stage.journal));
    },
    notes: ["'x' is missing", 'none'],
  },
  {
    // TaskFlow takes such a job up again at once, for ever.
    id: 'J11',
    fact: 'a task that takes its process with it each time is failed in the end, and reverted',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)]);
      await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      await stage.pass('execute r/a');
      for (let death = 1; death <= limits.lossesPerTask; death += 1) {
        stage.kill();
        await stage.advance(10_000);
        await stage.open([chain(stage)]);
        await stage.settle();
      }
      const killing = stage.calls.filter((call) => call === 'execute r/b').length;
      note(`killed ${killing === limits.lossesPerTask ? 'as often as is allowed' : killing}`);
      note(await standing(stage.journal));
      note(stage.calls.slice(-2).join(', '));
    },
    notes: ['killed as often as is allowed', 'REVERTED of nobody', 'revert r/b, revert r/a'],
  },
  {
    id: 'J12',
    fact: 'a conductor that is closed ends the task that is under way, and another goes on',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)]);
      await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      const closed = conductor.close({ within: '1m' });
      await stage.pass('execute r/a');
      await closed;
      note(await standing(stage.journal));
      await stage.open([chain(stage)]);
      await stage.settle();
      await stage.pass('execute r/b');
      note(await standing(stage.journal));
      note(stage.calls.join(', '));
    },
    notes: ['RUNNING of nobody', 'SUCCESS of nobody', 'execute r/a, execute r/b'],
  },
  {
    // TaskFlow returns only when there has been one more than it was to run.
    id: 'J14',
    fact: 'a conductor that is to run no more ends with what is under way, whatever waits',
    async play(stage, note) {
      const conductor = await stage.open([chain(stage)], { concurrency: 1 });
      await conductor.submit('f', {}, { id: 'r1' });
      await conductor.submit('f', {}, { id: 'r2' });
      void conductor.close().then(() => note('closed'));
      await stage.pass('execute r1/a');
      note('r1 goes on');
      await stage.pass('execute r1/b');
      note(`${await standing(stage.journal, 'r1')}, ${await standing(stage.journal, 'r2')}`);
    },
    notes: ['r1 goes on', 'closed', 'SUCCESS of nobody, PENDING of nobody'],
  },
  {
    id: 'J15',
    fact: 'who has lost a run stops its tasks, and what they do then counts no more',
    async play(stage, note) {
      let isSilent = false;
      let goOn: () => void = () => undefined;
      const silence = new Promise<void>((resolve) => (goOn = resolve));
      const mine = stage.held('a', {
        async execute(_input, { signal }) {
          signal.addEventListener('abort', () => note('mine is to stop'));
          await stage.gate('mine');
        },
      });
      const made = flow({ name: 'f' }, linear('l', mine, stage.held('b')));
      const conductor = await stage.open([made], {}, () => (isSilent ? silence : undefined));
      await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      isSilent = true;
      await stage.open([chain(stage)]);
      await stage.advance(20_000);
      note(stage.calls.join(', '));
      isSilent = false;
      goOn();
      await stage.settle();
      await stage.pass('mine');
      note(await standing(stage.journal).then((line) => line.split(' ')[0] ?? ''));
      await stage.pass('execute r/a');
      await stage.pass('execute r/b');
      note(await standing(stage.journal));
      note(stage.calls.join(', '));
    },
    notes: [
      'execute r/a',
      'mine is to stop',
      'RUNNING',
      'SUCCESS of nobody',
      'execute r/a, execute r/b',
    ],
  },
  {
    // TaskFlow throws a TypeError.
    id: 'J16',
    fact: 'a run that nobody holds has no owner',
    async play({ journal }, note) {
      await post(journal, 'r');
      note(`${(await journal.find('r'))?.owner}`);
    },
    notes: ['undefined'],
  },
];

const nobody: Hold = { run: 'r', owner: 'nobody', epoch: 0 };

function finish(journal: Journal, hold: Hold) {
  const end = { type: 'run-finished', at: 0, outcome: 'SUCCESS' } as const;
  return journal.append({ hold, facts: [end], status: 'SUCCESS', at: 0 });
}

function chain(stage: Stage) {
  return flow({ name: 'f' }, linear('l', stage.held('a'), stage.held('b')));
}

function hearAll(conductor: Conductor, note: (line: string) => void): void {
  conductor.on('run', ({ run, state }) => note(`${run.id} ${state}`));
}

function same(error: unknown): unknown {
  return error;
}
