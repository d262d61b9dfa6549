import {
  condition,
  flow,
  graph,
  irreversible,
  linear,
  nothingToUndo,
  parallel,
  task,
  when,
} from '@conductor/taskflow';
import { Type } from 'typebox';

/** A task that does nothing: drawings only look at names. */
export function step<const Name extends string>(name: Name) {
  return task({ name, execute: () => undefined, revert: nothingToUndo });
}

/** Everything that a drawing marks: a pivot, a receiver, a task whose failure is tolerated. */
export const marked = flow(
  { name: 'marked', version: 3 },
  linear(
    'all',
    task({ name: 'tell', bestEffort: true, execute: () => undefined, revert: nothingToUndo }),
    task({ name: 'power-off', at: 'compute.host1', revert: irreversible }),
  ),
);

/** Two branches between two tasks. */
export const forked = flow(
  { name: 'forked' },
  linear('all', step('before'), parallel('both', step('left'), step('right')), step('after')),
);

/** A choice with one arm, then one with two. */
export const chosen = flow(
  { name: 'chosen' },
  linear(
    'all',
    when(condition({ name: 'has-disk', test: () => true }), step('flush')),
    when(condition({ name: 'is-last', test: () => true }), step('close'), step('go-on')),
  ),
);

const part = Type.Number();

/** A diamond: one task feeds two, and both feed a last one. */
export const fed = flow(
  { name: 'fed' },
  graph(
    'net',
    task({
      name: 'sum',
      requires: { twice: part, thrice: part },
      execute: () => undefined,
      revert: nothingToUndo,
    }),
    task({
      name: 'double',
      requires: { one: part },
      provides: { twice: part },
      execute: ({ one }) => ({ twice: 2 * one }),
      revert: nothingToUndo,
    }),
    task({
      name: 'triple',
      requires: { one: part },
      provides: { thrice: part },
      execute: ({ one }) => ({ thrice: 3 * one }),
      revert: nothingToUndo,
    }),
    task({
      name: 'give',
      provides: { one: part },
      execute: () => ({ one: 1 }),
      revert: nothingToUndo,
    }),
  ),
);
