import { appendCases } from './journal/append-cases.ts';
import { claimCases } from './journal/claim-cases.ts';
import { closeCases } from './journal/close-cases.ts';
import { createCases } from './journal/create-cases.ts';
import type { JournalCase } from './journal/journal-case.ts';
import { leaseCases } from './journal/lease-cases.ts';
import { listCases } from './journal/list-cases.ts';
import { looseCases } from './journal/loose-cases.ts';
import { lockCases } from './journal/lock-cases.ts';
import { readCases } from './journal/read-cases.ts';
import { requestCases } from './journal/request-cases.ts';
import { valueCases } from './journal/value-cases.ts';

/**
 * Everything that a journal promises, as cases for any test runner; each has a name of its own. Who
 * writes a journal runs them all on it.
 *
 * @example
 * ```ts
 * import { memoryJournal } from '@conductor/taskflow';
 * import { journalCases } from '@conductor/taskflow/testing';
 *
 * for (const { run } of journalCases()) await run(() => memoryJournal());
 * console.log('a journal of memory keeps every promise');
 * ```
 *
 * ```text
 * a journal of memory keeps every promise
 * ```
 */
export function journalCases(): readonly JournalCase[] {
  return [
    ...createCases,
    ...appendCases,
    ...leaseCases,
    ...claimCases,
    ...looseCases,
    ...lockCases,
    ...requestCases,
    ...readCases,
    ...listCases,
    ...valueCases,
    ...closeCases,
  ];
}
