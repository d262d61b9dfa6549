import type { Atom } from './plan.ts';
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

/** What a task returned, by the names in its `provides`. */
export function resultOf(state: State, atom: Atom): Values {
  const result: Values = {};
  for (const { name, slot } of atom.writes) result[name] = state.values[slot];
  return result;
}

/** What the flow provides; keys that stayed away are left out. */
export function outputOf(state: State): Values {
  const { outputs, blank } = state.plan;
  const { values } = state;
  // A copy of an object that has the keys is several times cheaper than adding them one by one.
  const isWhole = blank !== undefined && outputs.every(({ slot }) => values[slot] !== undefined);
  const output: Values = isWhole ? { ...blank } : {};
  for (const { name, slot } of outputs) {
    const value = values[slot];
    if (value !== undefined) output[name] = value;
  }
  return output;
}
