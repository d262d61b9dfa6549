import { digits } from '../digits.ts';
import type { Disk } from './disk.ts';
import type { FlowsEntry, FlowsRow } from './flows-row.ts';
import type { Footprint, FootprintRow } from './footprint.ts';
import type { DurableVerdict } from './goal.ts';
import type { DurableOptions } from './options.ts';
import type { Recovery } from './recovery.ts';
import { HELD, STEPS } from './steps.ts';

/** What the figures mean, printed before them. */
export function durablePreface(disk: Disk, { plan }: DurableOptions): string {
  const { rounds, batchMs, budgetMs } = plan;
  return `Node ${process.version}. Flows of ${STEPS} steps, one after the other; the result of each is on the disk
before the next starts. Files in ${disk.folder} (${disk.fileSystem}); SQLite in WAL mode with
synchronous = FULL; to write and sync 4 KiB takes ${digits(disk.syncUs)} µs here. All in one process, a new file for
each batch of about ${batchMs} ms; ${rounds} rounds that take turns, medians; at most ${budgetMs / 1_000} s for one in a row.
CPU is user and system time of the process.
`;
}

/** One row as a small table, with a line for each maker. */
export function flowsTable({ flows, entries }: FlowsRow): string {
  const heads = ['steps/s', 'ms a flow', 'CPU µs', '× commit', '× group'];
  const title = `flows at once: ${count(flows)}`;
  const lines = entries.map((entry) => line(entry.maker, figures(entry, flows)));
  return [title, line('', heads), ...lines, ''].join('\n');
}

/** What happened after the kills. */
export function recoveryTable({ flows, entries }: Recovery): string {
  const title = `SIGKILL while ${count(flows)} flows are in step ${HELD + 1}: from the new process to the last end`;
  const lines = entries.map(({ maker, wallMs, perGroup, loadedMs, loadedPerGroup }) =>
    line(maker, [wallMs, perGroup, loadedMs, loadedPerGroup].map(digits)),
  );
  return [title, line('', ['ms', '× group', 'loaded: ms', '× group']), ...lines, ''].join('\n');
}

/** All sizes in one table, and how the last compares with the first. */
export function footprintTable(rows: readonly FootprintRow[]): string {
  const heads = ['waiting:', 'heap', 'file', 'ended:', 'heap', 'file/step'];
  const lines = rows.flatMap(({ flows, entries }) =>
    entries.map((entry) => line(entry.maker, [count(flows), ...sizes(entry)])),
  );
  const title = 'bytes for each flow: of so many that wait, and of as many that have ended';
  const first = rows[0];
  const last = rows.at(-1);
  const growth = last?.entries.flatMap((entry) => {
    const small = first?.entries.find(({ maker }) => maker === entry.maker);
    return small === undefined ? [] : [line(entry.maker, ['growth', ...grown(small, entry)])];
  });
  return [title, line('', heads), ...lines, ...(growth ?? []), ''].join('\n');
}

/** All goals in one list, the missed ones marked. */
export function durableVerdictTable(verdicts: readonly DurableVerdict[]): string {
  if (verdicts.length === 0) return 'No goal was measured.';
  const width = Math.max(...verdicts.map(({ what }) => what.length));
  const lines = verdicts.map(({ what, bound, limit, found, reached }) => {
    const judgement = `goal ${bound} ${limit} ${reached ? 'reached' : 'NOT reached'}`;
    return `${what.padEnd(width)}${digits(found).padStart(9)}  ${judgement}`;
  });
  const missed = verdicts.filter(({ reached }) => !reached).length;
  const sum = `${verdicts.length - missed} reached, ${missed} not reached`;
  return ['Goals', ...lines, sum].join('\n');
}

function figures(entry: FlowsEntry, flows: number): string[] {
  switch (entry.is) {
    case 'measured': {
      const { stepsPerSecond, cpuUs, perCommit, perGroup } = entry;
      const flowMs = (flows * STEPS * 1_000) / stepsPerSecond;
      const rate = count(Math.round(stepsPerSecond));
      return [rate, ...[flowMs, cpuUs, perCommit, perGroup].map(digits)];
    }
    case 'lacking':
      return ['–', '–', '–', '–', '–', `  ${entry.why}`];
    case 'failed':
      return ['fails', '', '', '', '', `  ${entry.why}`];
    default: {
      const never: never = entry;
      throw new Error(`no such entry: ${String(never)}`);
    }
  }
}

function sizes({ heapPerWaiting, bytesPerWaiting, heapPerEnded, bytesPerStep }: Footprint) {
  const waiting = [heapPerWaiting, bytesPerWaiting].map(whole);
  return [...waiting, '', ...[heapPerEnded, bytesPerStep].map(whole)];
}

/** Bytes of memory can fall as well as rise, so that only what lies in the file has a ratio. */
function grown(small: Footprint, large: Footprint): string[] {
  const heap = (less: number, more: number) =>
    `${more < less ? '−' : '+'}${whole(Math.abs(more - less))}`;
  return [
    heap(small.heapPerWaiting, large.heapPerWaiting),
    `× ${digits(large.bytesPerWaiting / small.bytesPerWaiting)}`,
    '',
    heap(small.heapPerEnded, large.heapPerEnded),
    `× ${digits(large.bytesPerStep / small.bytesPerStep)}`,
  ];
}

function line(maker: string, cells: readonly string[]): string {
  return `  ${maker.padEnd(17)}${cells.map((cell) => cell.padStart(11)).join('')}`.trimEnd();
}

function whole(value: number): string {
  return count(Math.round(value));
}

function count(value: number): string {
  return value.toLocaleString('en');
}
