import type { Logger } from '@conductor/taskflow';

/** Warnings and errors as one line each on stderr, so that stdout holds nothing but the answer. */
export const stderrLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => write('warning', message, fields),
  error: (fields, message) => write('error', message, fields),
};

function write(level: string, message: string, fields: object): void {
  process.stderr.write(`${level}: ${message} ${JSON.stringify(fields, errorsToo)}\n`);
}

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}
