/** A command line that asks for what cannot be; the message names the culprit and the way out. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}
