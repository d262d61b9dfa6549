import type { Atom, Binding } from './plan.ts';
import type { State } from './state.ts';

/** Values by name. */
export type Values = Record<string, unknown>;

/**
 * What an atom reads. A key is given once in a flow and never taken away, so a revert reads exactly
 * what its execute read; an optional input that nobody provided is left out.
 */
export function inputOf(state: State, atom: Atom): Values {
  const input: Values = {};
  for (const read of atom.reads) {
    const value = read.constant === undefined ? state.values[read.slot] : read.constant.value;
    if (value !== undefined || !read.optional) input[read.name] = value;
  }
  return input;
}

/** What a task returned, by the names in its `provides`; keys that stayed away are left out. */
export function resultOf(state: State, atom: Atom): Values {
  return valuesAt(state, atom.writes);
}

/** What the flow provides; keys that stayed away are left out. */
export function outputOf(state: State): Values {
  const { outputs, blank } = state.plan;
  // A copy of an object that has the keys is several times cheaper than adding them one by one.
  const isWhole =
    blank !== undefined && outputs.every(({ slot }) => state.values[slot] !== undefined);
  return valuesAt(state, outputs, isWhole ? { ...blank } : {});
}

function valuesAt(state: State, bindings: readonly Binding[], values: Values = {}): Values {
  for (const { name, slot } of bindings) {
    const value = state.values[slot];
    if (value !== undefined) values[name] = value;
  }
  return values;
}
