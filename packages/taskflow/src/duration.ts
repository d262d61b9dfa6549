import { DeclarationError } from './errors.ts';

/** A length of time: milliseconds, or a number with its unit, such as `'5s'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** Milliseconds of a duration; not a number when it is not understood. */
export function toMs(duration: Duration): number {
  return typeof duration === 'number' ? duration : parse(duration);
}

/** What is wrong with a duration, as a sentence; undefined when it is fine. */
export function durationProblem(duration: Duration): string | undefined {
  const ms = toMs(duration);
  if (Number.isFinite(ms) && ms >= 0) return undefined;
  return `is '${duration}', use milliseconds, or '200ms', '5s', '15m', '2h'`;
}

/**
 * Milliseconds of a duration that was given under a name.
 *
 * @throws {DeclarationError} when it is not understood.
 */
export function checkedMs(culprit: string, name: string, given: Duration): number {
  const problem = durationProblem(given);
  if (problem !== undefined) throw new DeclarationError(culprit, `'${name}' ${problem}`);
  return toMs(given);
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

function parse(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h'
    ? Number(amount) * unitMs[unit]
    : Number.NaN;
}
