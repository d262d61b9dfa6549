import { JournalError } from '../errors.ts';
import type { JournalErrorCode } from '../errors.ts';

/**
 * What SQLite threw, as callers of a journal know it; `cause` keeps the original with its
 * `errcode`. What is no error of SQLite, or says that SQLite was used wrongly, comes back as it
 * was: a bug stays a bug.
 */
export function journalError(error: unknown, path: string): unknown {
  if (error instanceof JournalError) return error;
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const errcode = Number(error.errcode);
  if (misuses.has(errcode & 0xff)) return error;
  const { code, way } = meanings.get(errcode) ?? meanings.get(errcode & 0xff) ?? broken;
  return new JournalError(code, `the journal ${path} ${way} (SQLite: ${error.message})`, {
    cause: error,
  });
}

interface Meaning {
  readonly code: JournalErrorCode;
  /** What is the matter, and what to do. */
  readonly way: string;
}

const busy: Meaning = {
  code: 'JOURNAL_BUSY',
  way: 'is being written by another process: try again',
};
const damaged: Meaning = {
  code: 'JOURNAL_CORRUPT',
  way: 'is damaged: go back to a backup of it',
};
const readOnly: Meaning = {
  code: 'JOURNAL_READ_ONLY',
  way: 'cannot be written: make the file and its folder writable for this user',
};
const broken: Meaning = {
  code: 'JOURNAL_IO',
  way: 'could not be read or written just now',
};

/** By result code of SQLite; the extended codes go where their last byte does, unless named. */
const meanings: ReadonlyMap<number, Meaning> = new Map([
  [3, readOnly], // PERM
  [5, busy], // BUSY
  [6, busy], // LOCKED
  [8, readOnly], // READONLY
  [11, damaged], // CORRUPT
  [13, { code: 'JOURNAL_FULL', way: 'has no room left: make some, then try again' }], // FULL
  [15, busy], // PROTOCOL: two processes wanted the log of the file at once
  [17, busy], // SCHEMA: another process has just changed it
  // The position of a turn is taken: whoever wrote there goes on with the run.
  [19, { code: 'JOURNAL_FENCED', way: 'has been written by somebody with the same hold' }],
  [26, damaged], // NOTADB: looked at before, the file had a head of ours
  [522, damaged], // IOERR_SHORT_READ: the file ends too soon
]);

/** ERROR, MISMATCH, MISUSE, RANGE. */
const misuses: ReadonlySet<number> = new Set([1, 20, 21, 25]);
