import { JournalError, type JournalErrorCode } from '../../errors.ts';

/** Throws unless two values are the same JSON; `what` says in the message what they are. */
export function same(what: string, actual: unknown, expected: unknown): void {
  if (isSame(actual, expected)) return;
  throw new Error(`${what}: expected ${shown(expected)}, got ${shown(actual)}`);
}

/** Throws unless a journal refuses what it is asked, with a {@link JournalError} of this code. */
export async function refused(
  what: string,
  code: JournalErrorCode,
  ask: () => unknown,
): Promise<void> {
  same(what, await refusalOf(ask), code);
}

/** The code with which a journal refuses; another error is thrown on. */
export async function refusalOf(ask: () => unknown): Promise<JournalErrorCode | 'not refused'> {
  try {
    await ask();
    return 'not refused';
  } catch (error) {
    if (error instanceof JournalError) return error.code;
    throw error;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  // To JSON, zero has no sign.
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) {
    return false;
  }
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Enough of a value to see what is wrong with it. */
function shown(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length > 500 ? `${text.slice(0, 500)}… (${text.length} characters)` : text;
}
