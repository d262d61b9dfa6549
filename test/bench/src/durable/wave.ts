import type { Cost } from '../message.ts';
import type { Disk } from './disk.ts';
import type { Maker } from './engine.ts';
import { checkResults, countingSteps, STEPS } from './steps.ts';

/** How long and how often to measure. */
export interface FlowsPlan {
  readonly rounds: number;
  readonly batchMs: number;
  readonly warmUpMs: number;
  /** What one maker may spend on one row, warm-up included; then its rounds are over. */
  readonly budgetMs: number;
}

/** Who runs how many flows at once, and where. */
export interface Waves {
  readonly maker: Maker;
  readonly disk: Disk;
  readonly flows: number;
}

/**
 * Runs so many waves of flows on a new file, the next wave when all flows of the one before have
 * ended. Opening and closing are not in the cost, which is per step.
 */
export async function batch({ maker, disk, flows }: Waves, waves: number): Promise<Cost> {
  const engine = await maker.open(disk.file(), countingSteps(), flows);
  const steps = waves * flows * STEPS;
  const wallMs = performance.now();
  const cpu = process.cpuUsage();
  for (let wave = 0; wave < waves; wave++) checkResults(await engine.run(flows), flows);
  const { user, system } = process.cpuUsage(cpu);
  const wallUs = (performance.now() - wallMs) * 1_000;
  await engine.close();
  return { cpuUs: (user + system) / steps, wallUs: wallUs / steps };
}

/** Doubles the batch until the warm-up time has passed; gives the waves of a timed batch. */
export async function warmUp(given: Waves, { batchMs, warmUpMs }: FlowsPlan): Promise<number> {
  const startMs = performance.now();
  for (let waves = 1; ; waves *= 2) {
    const { wallUs } = await batch(given, waves);
    const waveMs = (wallUs * given.flows * STEPS) / 1_000;
    const fitting = Math.max(1, Math.round(batchMs / waveMs));
    if (performance.now() - startMs >= warmUpMs) return fitting;
    if (fitting < waves) waves = Math.ceil(fitting / 2);
  }
}
