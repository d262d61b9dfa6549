import {
  atReceiver,
  implement,
  linear,
  nothingToUndo,
  receiver,
  task,
  TaskError,
} from '@conductor/taskflow';
import { Type } from 'typebox';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { outcomeIn, pairs } from '../words.ts';

const one = task({
  name: 'one',
  at: 'worker',
  provides: { x: Type.Number() },
  revert: atReceiver,
});

const inc = task({
  name: 'inc',
  at: 'worker',
  requires: { x: Type.Number() },
  provides: { y: Type.Number() },
  revert: atReceiver,
});

const bad = task({
  name: 'bad',
  at: 'worker',
  requires: { x: Type.Number() },
  revert: atReceiver,
});

/** Tasks that a receiver performs; it is in the process of the run, as it is the only way yet. */
export const receiverRows: readonly Row[] = [
  {
    id: 'W01',
    fact: 'tasks at a receiver tell the same events as tasks at home',
    receivers: workers,
    node: () => linear('l', one, inc),
    events: 'RUNNING one:running one:succeeded(x=1) inc:running inc:succeeded(y=2) SUCCESS',
    results: { x: 1, y: 2 },
  },
  {
    id: 'W02',
    fact: 'tasks at a receiver are reverted there, with what they took and gave',
    receivers: workers,
    node: () => linear('l', one, bad),
    events: `
      RUNNING one:running one:succeeded(x=1) bad:running bad:failed(bad 1)
      REVERTING bad:reverting bad:reverted one:reverting one:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['bad: bad 1'],
    notes: [
      'bad(x=1) failed(bad 1); because bad: bad 1',
      'one() succeeded(x=1); because bad: bad 1',
    ],
  },
  {
    // TaskFlow asks the missing worker for the revert, too, and leaves the rest standing.
    id: 'W03',
    fact: 'a task that no receiver took needs no revert, and the others get theirs',
    receivers: workers,
    node: () => linear('l', one, task({ name: 't', at: 'nobody', revert: atReceiver })),
    events: `
      RUNNING one:running one:succeeded(x=1) t:refused(receiver)
      REVERTING one:reverting one:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['t: receiver'],
    notes: ['one() succeeded(x=1); because t: receiver'],
  },
  {
    id: 'W03',
    fact: 'a task that a receiver does not know needs no revert either',
    receivers: workers,
    node: () => linear('l', one, task({ name: 't', at: 'worker', revert: atReceiver })),
    events: `
      RUNNING one:running one:succeeded(x=1) t:refused(receiver)
      REVERTING one:reverting one:reverted REVERTED`,
    outcome: 'REVERTED',
    failures: ['t: receiver'],
    notes: ['one() succeeded(x=1); because t: receiver'],
  },
  {
    id: 'W05',
    fact: 'the progress of a task at a receiver is heard at home',
    receivers: workers,
    listener:
      ({ notes }) =>
      (events) => {
        events.on('progress', ({ name, fraction }) => notes.push(`${name} ${fraction}`));
      },
    node: () => linear('l', task({ name: 'half', at: 'worker', revert: nothingToUndo })),
    events: 'RUNNING half:running half:succeeded SUCCESS',
    notes: ['half 0.5'],
  },
  {
    // TaskFlow makes the task anew by its name, and what its constructor was given is lost.
    id: 'W06',
    fact: 'the code at a receiver keeps what it was made with',
    receivers: ({ notes }) => {
      const made = (k: number) =>
        implement(task({ name: 'kept', at: 'worker', revert: nothingToUndo }), {
          execute: () => void notes.push(`k=${k}`),
        });
      return [receiver('worker', [made(7)])];
    },
    node: () => linear('l', task({ name: 'kept', at: 'worker', revert: nothingToUndo })),
    events: 'RUNNING kept:running kept:succeeded SUCCESS',
    notes: ['k=7'],
  },
];

function workers({ notes, thrown }: Stage) {
  return [
    receiver('worker', [
      implement(one, {
        execute: () => ({ x: 1 }),
        revert: (input, info) => void notes.push(`one(${pairs(input)}) ${outcomeIn(info)}`),
      }),
      implement(inc, { execute: ({ x }) => ({ y: x + 1 }), revert: () => undefined }),
      implement(bad, {
        execute: ({ x }) => {
          const error = new TaskError(`bad ${x}`);
          thrown.push(error);
          throw error;
        },
        revert: (input, info) => void notes.push(`bad(${pairs(input)}) ${outcomeIn(info)}`),
      }),
      implement(task({ name: 'half', at: 'worker', revert: nothingToUndo }), {
        execute: (_input, context) => context.progress(0.5),
      }),
    ]),
  ];
}
