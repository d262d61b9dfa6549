import type { Cost } from './message.ts';
import type { Build, Peer, Run } from './peer.ts';
import { chainWork, fanWork, graphWork, revertWork, type Shape, type Work } from './work.ts';

/** The work of one shape bound to one peer: what a child process repeats and times. */
export interface Batch {
  /** Runs the flow so many times, checks each result, and gives the cost of all runs. */
  readonly run: (times: number) => Promise<Cost>;
  /** Defines the flow so many times and gives the cost of all definitions. */
  readonly define: (times: number) => Promise<Cost>;
}

/** Binds work and peer; a string says what the peer lacks for it. */
export function batch(peer: Peer, shape: Shape, n: number): Batch | string {
  switch (shape) {
    case 'linear':
      return bind(peer, peer.linear, chainWork(n));
    case 'parallel':
      return bind(peer, peer.parallel, fanWork(n));
    case 'dag':
      return bind(peer, peer.dag, graphWork(n));
    case 'revert':
      return bind(peer, peer.revert, revertWork(n));
    default: {
      const never: never = shape;
      throw new Error(`no such shape: ${String(never)}`);
    }
  }
}

/** Flows that run once are made in portions of so many steps, so that few of them are alive. */
const PORTION_STEPS = 2_000;

function bind<Part, Result, Given extends Work<Part, Result>>(
  peer: Peer,
  build: Build<Given, Result>,
  work: Given,
): Batch | string {
  if (typeof build === 'string') return build;
  const { steps } = work;
  const only = peer.singleUse === true ? undefined : build(work);
  const portion = only === undefined ? Math.ceil(PORTION_STEPS / steps.length) : Infinity;
  return {
    async run(times) {
      let sum: Cost = { cpuUs: 0, wallUs: 0 };
      for (let left = times; left > 0; left -= portion) {
        const runs = Array.from({ length: Math.min(left, portion) }, () => only ?? build(work));
        sum = add(sum, await timed(() => inTurn(runs, work)));
      }
      return sum;
    },
    define: (times) =>
      timed(async () => {
        for (let left = times; left > 0; left--) kept = build(work);
      }),
  };
}

/** The newest definition, kept so that the compiler cannot drop the making of it. */
export let kept: unknown;

async function inTurn<Part, Result>(
  runs: readonly Run<Result>[],
  work: Work<Part, Result>,
): Promise<void> {
  for (const run of runs) work.check(await run());
}

async function timed(body: () => Promise<void>): Promise<Cost> {
  const wallMs = performance.now();
  const cpu = process.cpuUsage();
  await body();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: user + system, wallUs: (performance.now() - wallMs) * 1_000 };
}

function add(one: Cost, other: Cost): Cost {
  return { cpuUs: one.cpuUs + other.cpuUs, wallUs: one.wallUs + other.wallUs };
}
