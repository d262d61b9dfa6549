import { closeSync, openSync, readSync } from 'node:fs';
import { JournalError } from '../errors.ts';
import { applicationId } from './schema.ts';

/**
 * Looks at a file before SQLite does: SQLite would put a log beside whatever database it opens, and
 * would roll back what another program left undone in it.
 *
 * @throws {JournalError} with code `JOURNAL_FOREIGN` when there is something that is no journal,
 * `JOURNAL_CORRUPT` when there is the beginning of one, and no more.
 */
export function checkHead(path: string): void {
  const head = readHead(path);
  // What is not there yet, or is still empty, will be ours.
  if (head.length === 0) return;
  if (head.toString('latin1', 0, magic.length) !== magic) {
    throw foreign(path, 'is no SQLite database');
  }
  if (head.length < size) {
    throw new JournalError(
      'JOURNAL_CORRUPT',
      `the journal ${path} ends after ${head.length} bytes: go back to a backup of it`,
    );
  }
  if (head.readUInt32BE(68) === applicationId) return;
  throw foreign(path, 'is a SQLite database of another program');
}

/** https://sqlite.org/fileformat.html, section 1.3. */
const size = 100;
const magic = 'SQLite format 3\0';

function readHead(path: string): Buffer {
  let file;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(size);
    return head.subarray(0, readSync(file, head));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return Buffer.alloc(0);
    if (code === 'EISDIR') throw foreign(path, 'is a folder');
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function foreign(path: string, what: string): JournalError {
  const problem = `${path} ${what}, and nothing of it was touched`;
  return new JournalError('JOURNAL_FOREIGN', `${problem}: give the journal another path`);
}
