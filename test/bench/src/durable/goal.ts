import type { FlowsRow } from './flows-row.ts';
import type { MakerName } from './maker-list.ts';
import type { Recovery } from './recovery.ts';

/** A goal, what was found, and whether that reaches it. */
export interface DurableVerdict {
  readonly what: string;
  readonly bound: '≥' | '≤';
  readonly limit: number;
  readonly found: number;
  readonly reached: boolean;
}

/** Of the steps per second of the fastest way by hand for so many flows at once. */
const shares = [
  { flows: 1, of: 'commit-per-step', limit: 0.8 },
  { flows: 1_000, of: 'group-commit', limit: 0.4 },
] as const;

/** Times what the journal by hand needs after a crash. */
const RECOVERY_MAX = 3;

/** Whose goals these are. */
const OURS: MakerName = 'taskflow';

/** Every goal that these rows tell about; what was not measured has no verdict. */
export function durableVerdicts(
  rows: readonly FlowsRow[],
  recovery: Recovery | undefined,
): DurableVerdict[] {
  const throughput = shares.flatMap(({ flows, of, limit }): DurableVerdict[] => {
    const row = rows.find((one) => one.flows === flows);
    const entry = row?.entries.find(({ maker }) => maker === OURS);
    if (entry?.is !== 'measured') return [];
    const found = of === 'group-commit' ? entry.perGroup : entry.perCommit;
    const what = `steps/s, flows at once: ${flows}, × ${of}`;
    return [{ what, bound: '≥', limit, found, reached: found >= limit }];
  });
  const recovered = recovery?.entries.find(({ maker }) => maker === OURS);
  if (recovered === undefined) return throughput;
  const found = recovered.perGroup;
  const what = 'time to finish after SIGKILL, × group-commit';
  const reached = found <= RECOVERY_MAX;
  return [...throughput, { what, bound: '≤', limit: RECOVERY_MAX, found, reached }];
}
