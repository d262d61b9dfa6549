// A process of its own with a journal, which does what its parent says: see peer-process.ts.
import { sqliteJournal } from '@conductor/taskflow/sqlite';
import type { SqliteJournal } from '@conductor/taskflow/sqlite';
import { codeOf, holds, turn } from './log.ts';
import type { Order } from './peer-process.ts';

let journal: SqliteJournal | undefined;

process.on('message', (order: Order) => {
  void obey(order).then((answer) => process.send?.(answer));
});

async function obey(order: Order): Promise<unknown> {
  if (order.do === 'open') return codeOf(() => open(order.path));
  if (order.do === 'open as nobody') {
    // Root may write what is read-only.
    if (process.getuid?.() === 0) process.setuid?.(65_534);
    return codeOf(() => open(order.path));
  }
  if (journal === undefined) return 'not open';
  if (order.do === 'hold') return holds(journal, ...order.runs).then(() => 'none');
  return codeOf(() => journal?.append(turn(order.hold, order.value)));
}

function open(path: string): void {
  journal = sqliteJournal(path);
}
