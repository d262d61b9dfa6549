import type { PeerName } from './peer-list.ts';
import type { Heading, Row } from './row.ts';
import type { Shape } from './work.ts';

/** A goal, what was found, and whether that reaches it. */
export interface Verdict {
  readonly peer: PeerName;
  readonly what: string;
  readonly max: number;
  readonly found: number;
  readonly reached: boolean;
}

/** At most `max` times the CPU time per step of the hand-written loop. */
interface Limit {
  readonly peer: PeerName;
  readonly shape: Shape;
  /** Left out: every size. */
  readonly sizes?: readonly number[];
  readonly max: number;
}

// Each limit comes from what the fastest minimal scheduler with names, states, listeners and
// reverts was measured to need, with room for what a library adds to that.
const limits: readonly Limit[] = [
  { peer: 'taskflow', shape: 'linear', max: 6 },
  { peer: 'taskflow', shape: 'parallel', max: 6 },
  { peer: 'taskflow', shape: 'dag', max: 3 },
  { peer: 'taskflow', shape: 'revert', max: 4 },
  { peer: 'taskflow-unchecked', shape: 'linear', sizes: [10], max: 4 },
  { peer: 'taskflow-unchecked', shape: 'linear', sizes: [100, 1_000, 10_000], max: 3 },
  { peer: 'taskflow-unchecked', shape: 'parallel', sizes: [10, 100, 1_000], max: 3.5 },
  { peer: 'taskflow-unchecked', shape: 'parallel', sizes: [10_000], max: 4.5 },
  { peer: 'taskflow-unchecked', shape: 'dag', max: 1.5 },
  { peer: 'taskflow-unchecked', shape: 'revert', max: 2.2 },
];

/** The cost per step at size `to` is at most 1.5 times that at size 100: no step is quadratic. */
const flat: readonly { peer: PeerName; shape: Shape; to: number }[] = [
  { peer: 'taskflow', shape: 'linear', to: 100_000 },
  { peer: 'taskflow', shape: 'parallel', to: 100_000 },
  { peer: 'taskflow-unchecked', shape: 'linear', to: 10_000 },
  { peer: 'taskflow-unchecked', shape: 'parallel', to: 10_000 },
];
const FLAT_FROM = 100;
const FLAT_MAX = 1.5;

const DEFINITION_MAX_US = 2;

/** Every goal that these rows tell about; a row that was not measured has no verdict. */
export function verdicts(rows: readonly Row[]): Verdict[] {
  return [...rows.flatMap(rowVerdicts), ...flat.flatMap((goal) => flatVerdict(goal, rows))];
}

/** The verdicts that one row decides alone. */
export function rowVerdicts(row: Row): Verdict[] {
  return row.entries.flatMap((entry) => {
    if (entry.is !== 'measured') return [];
    const { peer } = entry;
    const what = `${row.measure} ${row.shape}, N = ${row.n}`;
    if (row.measure === 'define') {
      const ours = peer === 'taskflow';
      return ours
        ? [verdict({ peer, what: `${what}, µs`, max: DEFINITION_MAX_US }, entry.cpuUs)]
        : [];
    }
    const max = limitOf(peer, row);
    if (max === undefined || entry.ratio === undefined) return [];
    return [verdict({ peer, what: `${what}, × loop`, max }, entry.ratio)];
  });
}

function limitOf(peer: PeerName, { shape, n }: Heading): number | undefined {
  const fits = (limit: Limit) => limit.sizes === undefined || limit.sizes.includes(n);
  const known = limits.filter((limit) => limit.peer === peer && limit.shape === shape);
  return known.find(fits)?.max;
}

function flatVerdict({ peer, shape, to }: (typeof flat)[number], rows: readonly Row[]): Verdict[] {
  const small = cpuUs(rows, { peer, shape, n: FLAT_FROM });
  const large = cpuUs(rows, { peer, shape, n: to });
  if (small === undefined || large === undefined) return [];
  const what = `${shape}, N = ${to}, × N = ${FLAT_FROM}`;
  return [verdict({ peer, what, max: FLAT_MAX }, large / small)];
}

function cpuUs(
  rows: readonly Row[],
  { peer, shape, n }: { peer: PeerName; shape: Shape; n: number },
): number | undefined {
  const row = rows.find((one) => one.measure === 'run' && one.shape === shape && one.n === n);
  const entry = row?.entries.find((one) => one.peer === peer);
  return entry?.is === 'measured' ? entry.cpuUs : undefined;
}

function verdict(goal: Pick<Verdict, 'peer' | 'what' | 'max'>, found: number): Verdict {
  return { ...goal, found, reached: found <= goal.max };
}
