/**
 * Asserts what only a bug can break. Misuse by callers never ends here: it is refused earlier with
 * a typed error, so a message of this kind always means that the kernel or the runtime around it is
 * wrong.
 *
 * The message is a function, because the text of one that holds would be made for every fact of
 * every run.
 *
 * @throws {InvariantError} when the condition is false.
 */
export function invariant(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new InvariantError(message());
}

/**
 * Says that the kernel is broken: `if (wrong) bug(why)` where a step of every run would otherwise
 * pay for the closure of an {@link invariant}.
 *
 * @throws {InvariantError} always.
 */
export function bug(message: string): never {
  throw new InvariantError(message);
}

/**
 * Closes a switch over a union: the compiler refuses the call while an arm is missing.
 *
 * @throws {InvariantError} when a value from outside the type system gets here all the same.
 */
export function unreachable(value: never): never {
  throw new InvariantError(`no arm for ${JSON.stringify(value)}`);
}

/** A bug of this library, or a log that does not belong to the plan it is replayed on. */
export class InvariantError extends Error {
  /** Stable, for programs. */
  readonly code = 'INVARIANT';
  override readonly name = 'InvariantError';

  constructor(message: string) {
    super(`taskflow invariant: ${message}`);
  }
}
