import { median } from '../median.ts';
import type { Cost } from '../message.ts';
import type { Disk } from './disk.ts';
import { loadMaker, type MakerName } from './maker-list.ts';
import { batch, warmUp, type FlowsPlan } from './wave.ts';

/** So many flows at once, done by all. */
export interface FlowsRow {
  readonly flows: number;
  readonly entries: readonly FlowsEntry[];
}

/** What became of one maker in one row. */
export type FlowsEntry = { readonly maker: MakerName } & FlowsOutcome;

export type FlowsOutcome =
  | ({ readonly is: 'measured'; readonly rounds: number } & Measured)
  | { readonly is: 'lacking'; readonly why: string }
  | { readonly is: 'failed'; readonly why: string };

/** Medians over the rounds; the ratios are those of steps per second within one round. */
export interface Measured {
  readonly stepsPerSecond: number;
  readonly cpuUs: number;
  readonly perCommit: number;
  readonly perGroup: number;
}

/**
 * Measures one row in this process: all makers are warmed one after the other, then each round
 * times one batch of every maker, so that a noisy minute hits all sides.
 */
export async function measureFlows(
  flows: number,
  makers: readonly MakerName[],
  { plan, disk }: { plan: FlowsPlan; disk: Disk },
): Promise<FlowsRow> {
  const candidates: Candidate[] = makers.map((maker) => ({ maker, costs: [], spentMs: 0 }));
  for (const candidate of candidates) await spend(candidate, () => warm(candidate));
  for (let round = 0; round < plan.rounds; round++) {
    for (const candidate of candidates) await spend(candidate, () => time(candidate));
  }
  const costs = (name: MakerName) => candidates.find(({ maker }) => maker === name)?.costs ?? [];
  const commits = costs('commit-per-step');
  const groups = costs('group-commit');
  const entries = candidates.map(({ maker, costs: own, out }) => ({
    maker,
    ...(out ?? summary(own, commits, groups)),
  }));
  return { flows, entries };

  async function warm(candidate: Candidate): Promise<void> {
    const maker = await loadMaker(candidate.maker);
    if (typeof maker === 'string') {
      candidate.out = { is: 'lacking', why: maker };
      return;
    }
    const waves = await warmUp({ maker, disk, flows }, plan);
    candidate.batch = () => batch({ maker, disk, flows }, waves);
  }

  /** A maker that is slow keeps fewer rounds, but one at least. */
  async function time({ batch: timed, costs: own, spentMs }: Candidate): Promise<void> {
    if (timed === undefined || (own.length > 0 && spentMs > plan.budgetMs)) return;
    own.push(await timed());
  }
}

interface Candidate {
  readonly maker: MakerName;
  readonly costs: Cost[];
  spentMs: number;
  batch?: () => Promise<Cost>;
  /** Set when it takes no further part. */
  out?: FlowsOutcome;
}

async function spend(candidate: Candidate, body: () => Promise<void>): Promise<void> {
  if (candidate.out !== undefined) return;
  const startMs = performance.now();
  try {
    await body();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    candidate.out = { is: 'failed', why };
  }
  candidate.spentMs += performance.now() - startMs;
}

function summary(
  costs: readonly Cost[],
  commits: readonly Cost[],
  groups: readonly Cost[],
): FlowsOutcome {
  return {
    is: 'measured',
    rounds: costs.length,
    stepsPerSecond: 1e6 / median(costs.map(({ wallUs }) => wallUs)),
    cpuUs: median(costs.map(({ cpuUs }) => cpuUs)),
    perCommit: ratio(costs, commits),
    perGroup: ratio(costs, groups),
  };
}

function ratio(costs: readonly Cost[], reference: readonly Cost[]): number {
  return median(
    costs.flatMap(({ wallUs }, round) => {
      const base = reference[round];
      return base === undefined ? [] : [base.wallUs / wallUs];
    }),
  );
}
