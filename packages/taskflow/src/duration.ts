import { TaskflowError } from './errors.ts';

/** A length of time: milliseconds, or a number with its unit, such as `'5s'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/**
 * Milliseconds of a duration.
 *
 * @throws {TaskflowError} with code `DURATION` when it is negative, not finite or not understood.
 */
export function toMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parse(duration);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new TaskflowError(
    'DURATION',
    `'${duration}' is no duration: use milliseconds, or '200ms', '5s', '15m', '2h'`,
  );
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

function parse(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h'
    ? Number(amount) * unitMs[unit]
    : Number.NaN;
}
