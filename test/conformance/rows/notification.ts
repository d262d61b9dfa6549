import { linear } from '@conductor/taskflow';
import type { Listener } from '@conductor/taskflow';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

/** What listeners are told beside the order of things, and runs one after another. */
export const notificationRows: readonly Row[] = [
  {
    // A flow holds nothing of its runs, so nothing is reset; TaskFlow refuses that when half done.
    id: 'I09',
    fact: 'a flow that ended in FAILURE runs again in the same way',
    times: 2,
    node: ({ step }) =>
      linear(
        'l',
        step('a', { gives: { a: 1 } }),
        step('b', { revert: { fails: 'RB' } }),
        step('x', { fails: 'X' }),
      ),
    events: `
      RUNNING a:running a:succeeded(a=1) b:running b:succeeded x:running x:failed(X)
      REVERTING x:reverting x:reverted b:reverting b:revert-failed(RB) FAILURE`,
    outcome: 'FAILURE',
    failures: ['x: X', 'b: RB'],
  },
  {
    // An event tells the new state; the old one is known from the event before.
    id: 'N01',
    fact: 'each event tells when, which run and which task, and what it alone knows',
    listener: keys,
    node: ({ step }) => linear('l', step('a', { gives: { a: 1 } }), step('x', { fails: 'X' })),
    within: ['RUNNING a:running a:succeeded(a=1) x:running x:failed(X) REVERTING REVERTED'],
    outcome: 'REVERTED',
    failures: ['x: X'],
    notes: [
      'RUNNING: at failures run state',
      'a running: at name run state task',
      'a succeeded: at name result run state task',
      'x running: at name run state task',
      'x failed: at attempt failure name run state task',
      'REVERTING: at failures run state',
      'x reverting: at name run state task',
      'x reverted: at name run state task',
      'a reverting: at name run state task',
      'a reverted: at name run state task',
      'REVERTED: at failures run state',
    ],
  },
  {
    // TaskFlow adds a 0 and a 1 of its own; here other events say that a task starts and ends.
    id: 'N03',
    fact: 'observers hear the progress that a task tells',
    listener: progress,
    node: ({ step }) => step('a', { says: [0.2, 0.5, 0.8] }),
    events: 'RUNNING a:running a:succeeded SUCCESS',
    notes: ['a execute 0.2', 'a execute 0.5', 'a execute 0.8'],
  },
  {
    id: 'N03',
    fact: 'progress out of range is brought into it',
    listener: progress,
    node: ({ step }) => step('a', { says: [-1, 2] }),
    events: 'RUNNING a:running a:succeeded SUCCESS',
    notes: ['a execute 0', 'a execute 1'],
  },
  {
    id: 'N03',
    fact: 'a task that fails stays where it was, and its revert tells its own progress',
    listener: progress,
    node: ({ step }) => step('a', { says: [0.99], fails: 'X', revert: { says: [0.1, 1] } }),
    events: 'RUNNING a:running a:failed(X) REVERTING a:reverting a:reverted REVERTED',
    outcome: 'REVERTED',
    failures: ['a: X'],
    notes: ['a execute 0.99', 'a revert 0.1', 'a revert 1'],
  },
  {
    // Nothing more is needed to measure: every event has the time of the clock of its run.
    id: 'N05',
    fact: 'the times of the events tell how long a task and a run took',
    listener: times,
    node: ({ step }) => step('a', { slow: 100 }),
    events: 'RUNNING a:running a:succeeded SUCCESS',
    notes: ['RUNNING after 0', 'a running after 0', 'a succeeded after 100', 'SUCCESS after 100'],
  },
];

function keys({ notes }: Stage): Listener {
  return (events) => {
    events.on('run', (event) => notes.push(`${event.state}: ${keysOf(event)}`));
    events.on('task', (event) => notes.push(`${event.name} ${event.state}: ${keysOf(event)}`));
  };
}

function keysOf(event: object): string {
  return Object.keys(event).sort().join(' ');
}

function progress({ notes }: Stage): Listener {
  return (events) => {
    events.on('progress', ({ name, direction, fraction }) => {
      notes.push(`${name} ${direction} ${fraction}`);
    });
  };
}

function times({ notes, clock }: Stage): Listener {
  const start = clock.now();
  return (events) => {
    events.on('run', ({ state, at }) => notes.push(`${state} after ${at - start}`));
    events.on('task', ({ name, state, at }) => notes.push(`${name} ${state} after ${at - start}`));
  };
}
