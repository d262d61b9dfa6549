/**
 * Where the library and its tasks write what happened: any pino-compatible logger fits.
 * The object comes first and the message second, so that a structured log keeps its fields.
 */
export interface Logger {
  /** For those who look for a fault. */
  debug(fields: object, message: string): void;
  /** What should have happened. */
  info(fields: object, message: string): void;
  /** What should not have happened, and was survived. */
  warn(fields: object, message: string): void;
  /** What somebody has to look at. */
  error(fields: object, message: string): void;
}

/** A logger that says nothing. */
export const quietLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * A logger that writes to the console of the process, message first because people read it.
 * It follows the level of the call: warnings and errors go to stderr.
 */
export const consoleLogger: Logger = {
  debug: (fields, message) => console.debug(message, fields),
  info: (fields, message) => console.info(message, fields),
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};
