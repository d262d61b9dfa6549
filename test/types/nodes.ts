// The nodes that the tests of the types put together, well and badly.
import { condition, nothingToUndo, task } from '@conductor/taskflow';
import { Type } from 'typebox';

export const Instance = Type.Object({ id: Type.String(), size: Type.Number() });

export const load = task({
  name: 'load',
  requires: { instanceId: Type.String() },
  provides: { instance: Instance },
  execute: ({ instanceId }) => ({ instance: { id: instanceId, size: 1 } }),
  revert: nothingToUndo,
});

export const pick = task({
  name: 'pick',
  requires: { instance: Instance },
  provides: { host: Type.String() },
  execute: () => ({ host: 'h1' }),
  revert: nothingToUndo,
});

export const pickAgain = task({
  name: 'pick-again',
  provides: { host: Type.String() },
  execute: () => ({ host: 'h2' }),
  revert: nothingToUndo,
});

export const move = task({
  name: 'move',
  requires: { host: Type.String(), instance: Instance },
  provides: { moved: Type.Boolean() },
  execute: () => ({ moved: true }),
  revert: nothingToUndo,
});

export const stay = task({
  name: 'stay',
  provides: { moved: Type.Boolean(), reason: Type.String() },
  execute: () => ({ moved: false, reason: 'small' }),
  revert: nothingToUndo,
});

export const report = task({
  name: 'report',
  requires: { moved: Type.Boolean() },
  execute: () => {},
  revert: nothingToUndo,
});

/** Asks for a host as a number, which no other node calls it. */
export const numbered = task({
  name: 'numbered',
  requires: { host: Type.Number() },
  execute: () => {},
  revert: nothingToUndo,
});

export const measure = task({
  name: 'measure',
  requires: { instance: Instance, precision: Type.Optional(Type.Number()) },
  provides: { weight: Type.Number() },
  bestEffort: true,
  execute: () => ({ weight: 1 }),
  revert: nothingToUndo,
});

export const bill = task({
  name: 'bill',
  requires: { weight: Type.Number() },
  execute: () => {},
  revert: nothingToUndo,
});

/** Provides the key that it requires. */
export const advance = task({
  name: 'advance',
  requires: { step: Type.Number() },
  provides: { step: Type.Number() },
  execute: ({ step }) => ({ step: step + 1 }),
  revert: nothingToUndo,
});

export const isLarge = condition({
  name: 'is-large',
  requires: { instance: Instance },
  test: ({ instance }) => instance.size > 10,
});

/** A task that needs nothing and provides nothing. */
export const idle = <const Name extends string>(name: Name) =>
  task({ name, execute: () => {}, revert: nothingToUndo });
