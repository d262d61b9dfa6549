import {
  flow,
  linear,
  nothingToUndo,
  run,
  RunError,
  task,
  TaskflowError,
} from '@conductor/taskflow';
import type { Flow } from '@conductor/taskflow';
import { Type } from 'typebox';
import type { Stage } from '../../conductor/stage.ts';
import type { Scene } from '../scene.ts';
import { codeOf, post, standing, started } from '../posted.ts';

/** What is kept of a run, and what is refused. */
export const journalRows: readonly Scene[] = [
  {
    // TaskFlow takes no notice of either.
    id: 'S07',
    fact: 'a run that waits rests before it begins, and one that has ended says that it has',
    async play(stage, note) {
      const conductor = await stage.open([one(stage)], { concurrency: 1 });
      const first = await conductor.submit('f', {}, { id: 'r1' });
      const second = await conductor.submit('f', {}, { id: 'r2' });
      await second.suspend();
      await stage.pass('execute r1/a');
      note(`r1 ${(await first.status()).status}, r2 ${(await second.status()).status}`);
      note(await codeOf(() => first.suspend()));
      note(`r1 ${(await first.status()).status}`);
      await second.resume();
      await stage.settle();
      await stage.pass('execute r2/a');
      note(`r2 ${(await second.status()).status}`);
    },
    notes: ['r1 SUCCESS, r2 SUSPENDED', 'RUN_FINISHED', 'r1 SUCCESS', 'r2 SUCCESS'],
  },
  {
    id: 'P03',
    fact: 'of what was thrown another process has what it said, and not the object',
    async play(stage, note) {
      class Boom extends Error {
        override readonly name = 'Boom';
        readonly code = 'E7';
      }
      const c = stage.held('c', {
        execute() {
          throw new Boom('bang, 7');
        },
      });
      const a = stage.held('a', {
        execute: () => undefined,
        revert: (_input, { cause }) => note(`because of ${cause.name} ${cause.code}`),
      });
      await failsAndDies(stage, flow({ name: 'f' }, linear('l', a, c)), note);
    },
    notes: [
      'because of Boom E7',
      '[{"name":"Boom","message":"bang, 7","code":"E7","kind":"error","retryable":true,' +
        '"task":"f/l/c","attempt":1}]',
      'errors: undefined, cause: undefined',
    ],
  },
  {
    // TaskFlow takes it for one process, and has forgotten it in the next.
    id: 'P06',
    fact: 'an input that no journal can keep is refused, unless nobody is to keep it',
    async play(stage, note) {
      const a = stage.held('a', { execute: () => undefined });
      const made = flow({ name: 'f', input: { lock: Type.Unknown() } }, a);
      const lock = { take: () => true };
      const conductor = await stage.open([made]);
      note(await codeOf(() => conductor.submit('f', { lock }, { id: 'r' })));
      note(`${(await conductor.runs()).runs.length} runs`);
      note(JSON.stringify(await run(made, { lock }, { clock: stage.clock })));
    },
    notes: ['INPUT', '0 runs', '{}'],
  },
  {
    // TaskFlow imports the function that makes the flow, by the name that it kept.
    id: 'P08',
    fact: 'a run whose flow cannot be found is refused, by name, and not forgotten',
    async play(stage, note) {
      const conductor = await stage.open([one(stage)]);
      await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      stage.kill();
      await stage.advance(10_000);
      const other = flow({ name: 'g' }, stage.held('a'));
      note(await codeOf(() => stage.open([other])));
      const stray = await stage.open([other], { strays: 'leave' });
      // @ts-expect-error Untyped code does.
      note(await codeOf(() => stray.submit('f', {})));
      await stray.close();
      const next = await stage.open([one(stage)]);
      await stage.settle();
      await stage.pass('execute r/a');
      note((await next.handle('r').status()).status);
    },
    notes: ['STRAY_RUNS', 'FLOW_UNKNOWN', 'SUCCESS'],
  },
  {
    // TaskFlow keeps the last state of each task; here it is the fold of what happened.
    id: 'P09',
    fact: 'of a run its record is kept, what it was given, and all that its tasks came to',
    async play(stage, note) {
      const a = stage.held('a', { retry: { retries: 1, minTimeout: 1_000 } });
      const made = flow({ name: 'f', input: { s: Type.Number() }, version: 3 }, a);
      const conductor = await stage.open([made]);
      const handle = await conductor.submit('f', { s: 1 }, { id: 'r' });
      await stage.settle();
      await stage.fail('execute r/a');
      await stage.advance(1_000);
      await stage.pass('execute r/a');
      const { fingerprint, ...record } = await handle.status();
      note(JSON.stringify(record));
      note(`made of ${typeof fingerprint}`);
      for (const fact of await handle.history()) {
        note('input' in fact ? `${fact.type} ${JSON.stringify(fact.input)}` : fact.type);
      }
    },
    notes: [
      '{"id":"r","flow":"f","version":3,"status":"SUCCESS","epoch":1,"facts":5,"createdAt":0,' +
        '"changedAt":1000}',
      'made of string',
      'run-started {"s":1}',
      'task-started',
      'attempt-failed',
      'task-succeeded',
      'run-finished',
    ],
  },
  {
    // TaskFlow merges what has one id; here the second is told which run there is.
    id: 'P10',
    fact: 'nothing can be added to a run that there is not, and none is created twice',
    async play({ journal }, note) {
      const hold = { run: 'r', owner: 'me', epoch: 1 };
      const facts = [started('r')];
      note(await codeOf(() => journal.append({ hold, facts, status: 'RUNNING', at: 0 })));
      note(await codeOf(() => journal.ask('r', { type: 'suspend' })));
      note(`${(await journal.load('r')).length} facts`);
      note(await standing(journal));
      note(`${await journal.prune(1, 10)} forgotten`);
      note((await post(journal, 'r')).is);
      note((await post(journal, 'r')).is);
    },
    notes: [
      'JOURNAL_UNKNOWN_RUN',
      'JOURNAL_UNKNOWN_RUN',
      '0 facts',
      'none',
      '0 forgotten',
      'waiting',
      'known',
    ],
  },
  {
    // A journal in memory keeps what it is given by reference, and says so.
    id: 'P11',
    kept: 'file',
    fact: 'what a task does to a list that it was given changes nothing of what is kept',
    async play(stage, note) {
      const list = { list: Type.Array(Type.Number()) };
      const a = task({
        name: 'a',
        provides: list,
        execute: (): { list: number[] } => ({ list: [1] }),
        revert: nothingToUndo,
      });
      const b = task({
        name: 'b',
        requires: list,
        execute: (input) => void input.list.push(2),
        revert: nothingToUndo,
      });
      const conductor = await stage.open([flow({ name: 'f' }, linear('l', a, b))]);
      const handle = await conductor.submit('f', {}, { id: 'r' });
      await stage.settle();
      for (const fact of await handle.history()) {
        if ('result' in fact) note(JSON.stringify(fact.result));
      }
    },
    notes: ['{"list":[1]}'],
  },
  {
    id: 'P13',
    fact: 'the causes of a failure are kept in order',
    async play(stage, note) {
      const root = new Error('root');
      const inner = new TaskflowError('DISK', 'inner', { cause: root });
      const c = stage.held('c', {
        execute() {
          throw new Error('outer', { cause: inner });
        },
      });
      await failsAndDies(stage, flow({ name: 'f' }, c), note);
    },
    notes: [
      '[{"name":"Error","message":"outer","cause":{"name":"TaskflowError",' +
        '"message":"taskflow: inner","code":"DISK","cause":{"name":"Error","message":"root"}},' +
        '"kind":"error","retryable":true,"task":"f/c","attempt":1}]',
      'errors: undefined, cause: undefined',
    ],
  },
];

function one(stage: Stage) {
  return flow({ name: 'f' }, stage.held('a'));
}

/** A run that comes down, and what another process says of that. */
async function failsAndDies(
  stage: Stage,
  made: Flow<'f', {}, {}, {}>,
  note: (line: string) => void,
): Promise<void> {
  const conductor = await stage.open([made]);
  await conductor.submit('f', {}, { id: 'r' });
  await stage.settle();
  stage.kill();
  const next = await stage.open([made]);
  const error: unknown = await next
    .handle('r')
    .result()
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof RunError)) throw new Error('no RunError', { cause: error });
  note(JSON.stringify(error.failures));
  note(`errors: ${error.errors.map(String).join()}, cause: ${String(error.cause)}`);
}
