import { START, WrongResult } from '../work.ts';

/** One step of a durable flow: it gets the result of the step before, and its own is kept. */
export type Step = (value: number) => Promise<number>;

/** How many steps every durable flow has, one after the other. */
export const STEPS = 10;

/** A process that is to be killed holds its flows in the step at this position. */
export const HELD = 4;

/** Each step adds one, so that the end result covers all of them. */
export function countingSteps(): Step[] {
  return Array.from({ length: STEPS }, () => async (value: number) => value + 1);
}

/** The same, but the step at `position` never ends; `onHeld` is called whenever it starts. */
export function holdingSteps(position: number, onHeld: () => void): Step[] {
  return countingSteps().map((step, index) => {
    if (index !== position) return step;
    return () => {
      onHeld();
      return new Promise<never>(() => {});
    };
  });
}

/** The same, and `onStep` is called whenever a step starts. */
export function watchedSteps(onStep: () => void): Step[] {
  return countingSteps().map((step) => (value) => {
    onStep();
    return step(value);
  });
}

/**
 * Checks that so many flows ended, each with the result of all its steps.
 *
 * @throws {WrongResult}
 */
export function checkResults(results: readonly number[], flows: number): void {
  if (results.length !== flows) throw new WrongResult(`${results.length} flows, not ${flows}`);
  for (const result of results) {
    if (result !== START + STEPS) throw new WrongResult(`a flow gave ${result}`);
  }
}
