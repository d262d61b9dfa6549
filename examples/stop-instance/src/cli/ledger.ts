import { powerStateName } from '../instance.ts';
import type { Account, Holdings } from './stage.ts';

/** A table of what the database holds about each instance, before its stop and after it. */
export function ledger(accounts: readonly Account[]): string {
  const rows = [['', '', 'before', 'after'], ...accounts.flatMap(rowsOf)];
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [0, 1, 2, 3].map(widthOf);
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

function rowsOf({ name, before, after }: Account): string[][] {
  const rows = Object.entries(fieldsOf(before));
  const now = new Map(Object.entries(fieldsOf(after)));
  return rows.map(([field, then], index) => [
    index === 0 ? name : '',
    field,
    then,
    now.get(field) ?? '',
  ]);
}

function fieldsOf({ instance, action, notifications, faults }: Holdings) {
  return {
    vm_state: instance?.vmState ?? 'none',
    task_state: instance?.taskState ?? 'none',
    power_state: instance === undefined ? 'none' : powerStateName(instance.powerState),
    action: listed([action?.result, action?.message], ': '),
    notices: listed(notifications.map((type) => type.slice(type.lastIndexOf('.') + 1))),
    faults: listed(faults.map(({ code }) => code)),
  };
}

function listed(words: readonly (string | null | undefined)[], separator = ', '): string {
  return words.filter((word) => typeof word === 'string').join(separator) || 'none';
}
