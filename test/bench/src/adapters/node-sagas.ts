import { SagaBuilder } from 'node-sagas';
import type { Peer } from '../peer.ts';
import { START, type Step } from '../work.ts';

interface Values {
  value: number;
}

/**
 * node-sagas: steps in a row with compensations, no parallel steps and no graph. It passes one
 * mutable object along and keeps no results. A saga remembers what it has invoked for ever, so
 * it can run only once. It also compensates the step that failed; the adapter gives the last
 * step no compensation, since the work asks for the 99 before it.
 */
export const nodeSagas: Peer = {
  singleUse: true,
  linear({ steps }) {
    const saga = build(steps);
    return async () => (await saga.execute({ value: START })).value;
  },
  parallel: 'no parallel steps',
  dag: 'no dependencies between steps',
  revert({ steps }) {
    const saga = build(steps);
    return async () => {
      try {
        return await saga.execute({ value: START });
      } catch (error) {
        return error;
      }
    };
  },
};

/* eslint-disable @typescript-eslint/no-misused-promises --
   The types of node-sagas promise nothing, but it awaits what these functions return. */
function build(steps: readonly Step[]) {
  const builder = new SagaBuilder<Values>();
  const last = steps.at(-1);
  for (const step of steps) {
    builder.step(step.name).invoke(async (values) => {
      values.value = step.compute(values.value);
    });
    if (step === last) continue;
    builder.withCompensation(async (values) => {
      step.undo(values.value);
      values.value--; // The object holds the newest value only; this gives back the one before.
    });
  }
  return builder.build();
}
