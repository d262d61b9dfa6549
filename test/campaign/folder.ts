import { join } from 'node:path';

/** File of the journal that all lives share. */
export function journalIn(folder: string): string {
  return join(folder, 'journal.db');
}

/** File that their tasks write to. */
export function ledgerIn(folder: string): string {
  return join(folder, 'ledger.jsonl');
}

/** File that lets waiting tasks go on as soon as it is there. */
export function gateIn(folder: string): string {
  return join(folder, 'gate');
}
