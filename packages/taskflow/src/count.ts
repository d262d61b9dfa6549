import { DeclarationError } from './errors.ts';

/**
 * A number of things that was given under a name: at least one, or no bound.
 *
 * @throws {DeclarationError} when it is no such number.
 */
export function checkedCount(culprit: string, name: string, given: number): number {
  if (given >= 1 && (given === Infinity || Number.isInteger(given))) return given;
  const problem = `${name} is ${given}, use a whole number from 1, or Infinity`;
  throw new DeclarationError(culprit, problem);
}
