import { digits } from './digits.ts';
import { rowVerdicts, type Verdict } from './goal.ts';
import type { Entry, Plan, Row } from './row.ts';
import type { Shape } from './work.ts';

/** One row of the benchmark as a small table, with a line for each peer. */
export function rowTable(row: Row): string {
  const goals = rowVerdicts(row);
  const lines = row.entries.map((entry) => {
    const goal = goals.find(({ peer }) => peer === entry.peer);
    return cells(entry.peer, figures(entry), goal === undefined ? '' : judgement(goal));
  });
  const unit = row.measure === 'run' ? 'µs per step' : 'µs per task';
  return [title(row), cells('', ['CPU', 'wall', '× loop', unit]), ...lines, ''].join('\n');
}

/** All goals in one list, the missed ones marked. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return 'No goal was measured.';
  const width = Math.max(...verdicts.map(({ what }) => what.length));
  const lines = verdicts.map((verdict) => {
    const { peer, what, found } = verdict;
    return `${peer.padEnd(20)}${what.padEnd(width)}${digits(found).padStart(9)}  ${judgement(verdict)}`;
  });
  const missed = verdicts.filter(({ reached }) => !reached).length;
  return ['Goals', ...lines, `${verdicts.length - missed} reached, ${missed} not reached`].join(
    '\n',
  );
}

/** What the figures mean, printed before them. */
export function preface({ rounds, batchMs, budgetMs }: Plan): string {
  return `Node ${process.version}. Each peer and row in its own process; ${rounds} rounds that take turns
between the peers, a batch of about ${batchMs} ms each; medians. CPU is user and system time of the
whole process. × loop is CPU time compared with the hand-written loop in the same round.
A peer may spend ${budgetMs / 1_000} s on a row. – means that it cannot do the work.
`;
}

function title({ measure, shape, n }: Row): string {
  const what = measure === 'run' ? names[shape] : `definition: ${names[shape]}`;
  return `${what}, N = ${n.toLocaleString('en')}`;
}

const names: Record<Shape, string> = {
  linear: 'linear',
  parallel: 'parallel',
  dag: 'layered DAG 50 × 20, 3 parents each',
  revert: 'linear, the last step fails, the others are reverted',
};

type Figures = [cpu: string, wall: string, ratio: string, note: string];

function figures(entry: Entry): Figures {
  switch (entry.is) {
    case 'measured': {
      const ratio = entry.ratio === undefined ? '' : digits(entry.ratio);
      return [digits(entry.cpuUs), digits(entry.wallUs), ratio, ''];
    }
    case 'lacking':
      return ['–', '–', '–', entry.why];
    case 'capped':
      return ['capped', '', '', entry.why];
    case 'failed':
      return [entry.wrong ? 'WRONG' : 'fails', '', '', entry.why];
    default: {
      const never: never = entry;
      throw new Error(`no such entry: ${String(never)}`);
    }
  }
}

function cells(peer: string, [cpu, wall, ratio, note]: Figures, goal = ''): string {
  const numbers = [cpu, wall, ratio].map((cell) => cell.padStart(9)).join('');
  return `  ${peer.padEnd(19)}${numbers}  ${note}${goal}`.trimEnd();
}

function judgement({ max, reached }: Verdict): string {
  return `goal ≤ ${max} ${reached ? 'reached' : 'NOT reached'}`;
}
