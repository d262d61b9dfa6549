import { flow, linear, nothingToUndo, sleep, task } from '@conductor/taskflow';
import type { FailureKind, Flow } from '@conductor/taskflow';
import { limits } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { Type } from 'typebox';

/** A kind of failure: a row of the page of errors. */
export interface Kind {
  readonly when: string;
  /** The code of the failure, when the library gives one. */
  readonly code?: string;
  /** What is known of the effect; a task that never ran has none. */
  readonly outcome: 'failed' | 'unknown' | 'never ran';
  readonly retryable: boolean;
  /** Fails that way: after a second, when it is cancelled, or when it was lost too often. */
  readonly flow: Flow;
}

const revert = nothingToUndo;
const roll = task({
  name: 'roll',
  provides: { dice: Type.Number() },
  execute: () => ({ dice: 1 }),
  revert,
});
const win = task({
  name: 'win',
  requires: { dice: Type.Number({ minimum: 6 }) },
  execute: () => undefined,
  revert,
});
const cheat = task({
  name: 'cheat',
  provides: { dice: Type.Number({ maximum: 6 }) },
  execute: () => ({ dice: 7 }),
  revert,
});
const fall = task({
  name: 'fall',
  execute() {
    throw new Error('off the table');
  },
  revert,
});
const wait = task({
  name: 'wait',
  timeout: '1s',
  execute: (_input, { signal }) => sleep(manualClock(), 2_000, signal),
  revert,
});
const far = task({ name: 'far', at: 'nobody', revert });

/** Every kind of failure. */
export const kinds: Readonly<Record<FailureKind, Kind>> = {
  error: {
    when: 'the task threw; a `TaskError` may say otherwise',
    outcome: 'failed',
    retryable: true,
    flow: flow({ name: 'game' }, fall),
  },
  timeout: {
    when: 'no answer within `timeout`',
    code: 'TIMEOUT',
    outcome: 'unknown',
    retryable: true,
    flow: flow({ name: 'game' }, wait),
  },
  'invalid-input': {
    when: 'a value breaks the schema of the task that takes it',
    code: 'INVALID_INPUT',
    outcome: 'never ran',
    retryable: false,
    flow: flow({ name: 'game' }, linear('turn', roll, win)),
  },
  'invalid-result': {
    when: 'a task returned what its `provides` does not allow',
    code: 'INVALID_RESULT',
    outcome: 'failed',
    retryable: false,
    flow: flow({ name: 'game' }, cheat),
  },
  receiver: {
    when: 'there is no such receiver, or it does not know the task',
    code: 'RECEIVER',
    outcome: 'never ran',
    retryable: false,
    flow: flow({ name: 'game' }, far),
  },
  cancelled: {
    when: 'the signal of the run was aborted; `task` is the flow',
    outcome: 'failed',
    retryable: false,
    flow: flow({ name: 'game' }, wait),
  },
  lost: {
    when: `its process was gone, ${limits.lossesPerTask} times; before that it starts again`,
    code: 'LOST',
    outcome: 'unknown',
    retryable: false,
    flow: flow({ name: 'game' }, roll),
  },
};
