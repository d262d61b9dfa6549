import { contend, type Answer, type Contender } from './contender.ts';
import { median } from './median.ts';
import type { Assignment, Cost } from './message.ts';
import type { PeerName } from './peer-list.ts';
import type { Shape } from './work.ts';

/** How long and how often to measure. */
export interface Plan {
  readonly rounds: number;
  readonly batchMs: number;
  readonly warmUpMs: number;
  /** What one peer may spend on one row, warm-up included; then it is capped. */
  readonly budgetMs: number;
}

/** One work, the same for all peers. */
export interface Heading {
  readonly measure: Assignment['measure'];
  readonly shape: Shape;
  readonly n: number;
}

export interface Row extends Heading {
  readonly entries: readonly Entry[];
}

/** What became of one peer in one row. */
export type Entry = { readonly peer: PeerName } & Outcome;

export type Outcome =
  | ({ readonly is: 'measured'; readonly ratio?: number; readonly rounds: number } & Cost)
  | { readonly is: 'lacking'; readonly why: string }
  | { readonly is: 'capped'; readonly why: string }
  | { readonly is: 'failed'; readonly wrong: boolean; readonly why: string };

/**
 * Measures one row: all peers are started and warmed one after the other, then each round times
 * one batch of every peer. The ratio is the median over the rounds of peer ÷ reference (the first
 * of `peers`) in the same round, so that a noisy minute hits both sides. What a peer lacked or
 * where it was capped in a smaller row of `before` is not tried again.
 */
export async function measureRow(
  heading: Heading,
  peers: readonly PeerName[],
  { plan, before }: { plan: Plan; before: readonly Row[] },
): Promise<Row> {
  const candidates: Candidate[] = [];
  try {
    for (const peer of peers) {
      const out = foregone(peer, heading, before);
      candidates.push({ peer, costs: [], spentMs: 0, ...(out && { out }) });
    }
    for (const candidate of candidates) await admit(candidate, heading, plan);
    for (let round = 0; round < plan.rounds; round++) {
      for (const candidate of candidates) await measure(candidate, plan);
    }
  } finally {
    for (const { contender } of candidates) contender?.stop();
  }
  const reference = candidates[0]?.costs ?? [];
  const entries = candidates.map(({ peer, costs, out }) => ({
    peer,
    ...(out ?? summary(costs, reference)),
  }));
  return { ...heading, entries };
}

interface Candidate {
  readonly peer: PeerName;
  readonly costs: Cost[];
  spentMs: number;
  contender?: Contender;
  /** Set when the peer takes no further part. */
  out?: Outcome;
}

function foregone(
  peer: PeerName,
  { measure, shape }: Heading,
  before: readonly Row[],
): Outcome | undefined {
  return before
    .filter((row) => row.measure === measure && row.shape === shape)
    .flatMap((row) => row.entries.filter((entry) => entry.peer === peer))
    .find((entry) => entry.is === 'lacking' || entry.is === 'capped');
}

async function admit(candidate: Candidate, heading: Heading, plan: Plan): Promise<void> {
  if (candidate.out !== undefined) return;
  const startMs = performance.now();
  const { batchMs, warmUpMs } = plan;
  const assignment = { ...heading, peer: candidate.peer, batchMs, warmUpMs };
  candidate.contender = contend(assignment, plan.budgetMs);
  take(candidate, await candidate.contender.started, plan);
  candidate.spentMs += performance.now() - startMs;
}

async function measure(candidate: Candidate, plan: Plan): Promise<void> {
  const { contender, costs, spentMs, out } = candidate;
  if (contender === undefined || out !== undefined) return;
  if (costs.length > 0 && spentMs > plan.budgetMs) return;
  const startMs = performance.now();
  take(candidate, await contender.batch(), plan);
  candidate.spentMs += performance.now() - startMs;
}

function take(candidate: Candidate, answer: Answer, { budgetMs }: Plan): void {
  switch (answer.is) {
    case 'ready':
      return;
    case 'cost':
      candidate.costs.push(answer);
      return;
    case 'late':
      candidate.out = { is: 'capped', why: `more than ${budgetMs / 1_000} s` };
      return;
    case 'failed':
    case 'lacking':
      candidate.out = answer;
      return;
    default: {
      const never: never = answer;
      throw new Error(`no such answer: ${String(never)}`);
    }
  }
}

function summary(costs: readonly Cost[], reference: readonly Cost[]): Outcome {
  const ratios = costs.flatMap((cost, round) => {
    const base = reference[round];
    return base === undefined ? [] : [cost.cpuUs / base.cpuUs];
  });
  return {
    is: 'measured',
    cpuUs: median(costs.map((cost) => cost.cpuUs)),
    wallUs: median(costs.map((cost) => cost.wallUs)),
    rounds: costs.length,
    ...(ratios.length > 0 && { ratio: median(ratios) }),
  };
}
