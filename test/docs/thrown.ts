import {
  DeclarationError,
  flow,
  FlowError,
  InputError,
  memoryJournal,
  nothingToUndo,
  run,
  RunError,
  task,
  TaskError,
  TaskflowError,
} from '@conductor/taskflow';
import { emptyState, evolve, InvariantError } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { Type } from 'typebox';
import { handMade } from '../journal/hand-made.ts';

/** An error that callers meet: a row of the page of errors. */
export interface Thrown {
  readonly is: abstract new (...args: never) => Error;
  readonly code: string;
  readonly when: string;
  /** Makes it come about. */
  readonly provoke: () => unknown;
}

const empty = task({ name: 'empty', execute: () => undefined, revert: nothingToUndo });
const count = task({
  name: 'count',
  requires: { upTo: Type.Number() },
  execute: () => undefined,
  revert: nothingToUndo,
});
const counting = flow({ name: 'counting', input: { upTo: Type.Number() } }, count);
const odd = Type.Unsafe<string>({ type: 'no-such-type' });

/** Every class that a run of one process can throw, with every code that it has. */
export const thrown: readonly Thrown[] = [
  {
    is: DeclarationError,
    code: 'DECLARATION',
    when: 'a task, flow or receiver is declared in a way that cannot work',
    provoke: () => flow({ name: 'half', version: 0.5 }, empty),
  },
  {
    is: FlowError,
    code: 'FLOW',
    when: 'nodes do not fit together; `mistakes` has all that is wrong',
    provoke: () => untyped(flow, { name: 'forgetful' }, count),
  },
  {
    is: TaskflowError,
    code: 'SCHEMA',
    when: 'a schema is no JSON Schema; thrown by the first `run`',
    provoke: () => run(flow({ name: 'odd', input: { odd } }, empty), { odd: '' }),
  },
  {
    is: InputError,
    code: 'INPUT',
    when: '`run` was given a wrong input; nothing has run',
    provoke: () => untyped(run, counting, { upTo: 'ten' }),
  },
  {
    is: RunError,
    code: 'RUN_REVERTED',
    when: 'a task failed or the run was cancelled; nothing stands',
    provoke: () => failAndRevert(() => undefined),
  },
  {
    is: RunError,
    code: 'RUN_FAILED',
    when: 'as before, but something stands: `standing` names it',
    provoke: () => failAndRevert(() => Promise.reject(new Error('no way back'))),
  },
  {
    is: TaskflowError,
    code: 'RUN_EXISTS',
    when: 'the journal has a run of that id already',
    provoke: async () => {
      const options = { id: 'count-1', journal: memoryJournal() };
      await run(counting, { upTo: 3 }, options);
      await run(counting, { upTo: 3 }, options);
    },
  },
  {
    is: TaskflowError,
    code: 'RUN_DROPPED',
    when: 'the journal refused a fact; the run cannot go on here',
    provoke: () => run(counting, { upTo: 3 }, { journal: handMade(refuse) }),
  },
  {
    is: TaskError,
    code: 'TASK',
    when: 'thrown by a task that gave it no code of its own',
    provoke: () => Promise.reject(new TaskError('no answer')),
  },
  {
    is: TaskflowError,
    code: 'RECORD_TOO_LATE',
    when: '`context.record` was called after its attempt',
    provoke: recordTooLate,
  },
  {
    is: TaskflowError,
    code: 'NOT_CARRIABLE',
    when: '`context.record` was given what a journal cannot keep',
    provoke: recordAFunction,
  },
  {
    is: TaskflowError,
    code: 'CLOCK',
    when: 'a manual clock was told to go back',
    provoke: () => manualClock().advance(-1),
  },
  {
    is: InvariantError,
    code: 'INVARIANT',
    when: 'a bug of the library, or a log of another flow',
    provoke: () => evolve(emptyState(counting.plan), { type: 'task-started', at: 0, task: 'x' }),
  },
];

/** Calls a function as a program without types may. */
function untyped(call: (...args: never) => unknown, ...args: readonly unknown[]): unknown {
  const answer: unknown = Reflect.apply(call, undefined, args);
  return answer;
}

function failAndRevert(revert: () => undefined | Promise<never>): Promise<unknown> {
  const fail = task({
    name: 'fail',
    execute() {
      throw new Error('no way on');
    },
    revert,
  });
  return run(flow({ name: 'doomed' }, fail), {});
}

function refuse(): never {
  throw new Error('the disk is full');
}

async function recordTooLate(): Promise<void> {
  let late = (): Promise<void> => Promise.resolve();
  const leave = task({
    name: 'leave',
    execute(_input, context) {
      late = () => context.record('left', true);
    },
    revert: nothingToUndo,
  });
  await run(flow({ name: 'leaving' }, leave), {});
  await late();
}

async function recordAFunction(): Promise<void> {
  const keep = task({
    name: 'keep',
    execute: (_input, context) => context.record('how', () => undefined),
    revert: nothingToUndo,
  });
  const error: unknown = await run(
    flow({ name: 'keeping' }, keep),
    {},
    { journal: memoryJournal() },
  ).catch((reason: unknown) => reason);
  throw error instanceof RunError ? error.errors[0] : error;
}
