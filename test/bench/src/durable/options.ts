import { pick } from '../pick.ts';
import { makerNames, type MakerName } from './maker-list.ts';
import type { FlowsPlan } from './wave.ts';

/** What is measured; the words used by `--case`. */
export const durableCases = ['flows', 'recovery', 'footprint'] as const;
export type DurableCase = (typeof durableCases)[number];

export interface DurableOptions {
  readonly durable: true;
  /** Always with the two references, since every ratio needs one of them. */
  readonly makers: readonly MakerName[];
  readonly cases: readonly DurableCase[];
  /** How many flows at once. */
  readonly flows: readonly number[];
  /** How many flows are killed, and how often. */
  readonly killed: number;
  readonly kills: number;
  /** How many flows end, and how many wait, where their footprint is measured. */
  readonly kept: readonly number[];
  readonly plan: FlowsPlan;
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly check: boolean;
}

interface Values {
  readonly quick: boolean;
  readonly only?: string | undefined;
  readonly case?: string | undefined;
  readonly folder?: string | undefined;
  readonly json: boolean;
  readonly check: boolean;
}

/** What the command line says after `--durable`. Throws an Error that says what is wrong. */
export function readDurable({ quick, only, folder, json, check, ...rest }: Values): DurableOptions {
  const chosen = pick(only, makerNames);
  const references: readonly MakerName[] = ['commit-per-step', 'group-commit'];
  return {
    durable: true,
    makers: makerNames.filter((name) => references.includes(name) || chosen.includes(name)),
    cases: pick(rest.case, durableCases),
    flows: [1, 100, 1_000],
    killed: 1_000,
    kills: quick ? 3 : 9,
    kept: quick ? [1_000, 10_000] : [1_000, 10_000, 100_000],
    plan: quick
      ? { rounds: 5, batchMs: 100, warmUpMs: 200, budgetMs: 2_000 }
      : { rounds: 15, batchMs: 400, warmUpMs: 1_000, budgetMs: 20_000 },
    folder,
    json,
    check,
  };
}
