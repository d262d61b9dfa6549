import type { RunOutcome } from '@conductor/taskflow/kernel';
import { Chance } from './chance.ts';

/** A flow as data: what its tasks do, and how a run of it ends, whatever happens on the way. */
export interface Plot {
  readonly name: string;
  readonly parts: readonly Part[];
  /** Runs of it go one at a time. */
  readonly isLocked: boolean;
  /** How a run ends that nobody cancels. */
  readonly outcome: RunOutcome;
}

/** What stands one after the other in a plot. */
export type Part =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'parallel'; readonly branches: readonly (readonly Step[])[] }
  | {
      readonly kind: 'choice';
      readonly answer: boolean;
      readonly then: Step;
      readonly otherwise: Step;
    };

/** What one task does. */
export interface Step {
  readonly name: string;
  /** How long it takes either way, in milliseconds. */
  readonly ms: number;
  /** `late` fails after it had its effect. */
  readonly ends: 'well' | 'badly' | 'late';
  /** Attempts that fail before the one that ends so, and the same of its revert. */
  readonly failsFirst: number;
  readonly revertFailsFirst: number;
  readonly revert: 'well' | 'badly' | 'nothing' | 'irreversible';
  readonly records: boolean;
  readonly probes: boolean;
  readonly bestEffort: boolean;
}

/** The plots of a seed: each of the ways to end is there, in flows of several makes. */
export function plotsOf(seed: number): readonly Plot[] {
  return endings.flatMap((ending, index) =>
    Array.from({ length: plotsPerEnding }, (_, nth) =>
      plotOf(`${ending}-${nth}`, ending, new Chance(seed, `plot ${index} ${nth}`)),
    ),
  );
}

const plotsPerEnding = 4;

const endings = ['succeeds', 'fails', 'stands', 'pivots', 'falls-short'] as const;

type Ending = (typeof endings)[number];

const outcomes: Readonly<Record<Ending, RunOutcome>> = {
  succeeds: 'SUCCESS',
  fails: 'REVERTED',
  stands: 'FAILURE',
  pivots: 'SUCCESS',
  'falls-short': 'FAILURE',
};

function plotOf(name: string, ending: Ending, chance: Chance): Plot {
  let count = 0;
  const step = (more: Partial<Step> = {}): Step => ({
    ...stepOf(`t${count++}`, chance),
    ...more,
  });
  const plain = (): Part => ({ kind: 'step', step: step() });
  const some = (): Part[] =>
    Array.from({ length: 1 + chance.below(2) }, () => partOf(chance, step));
  const fails = (): Part[] => [failing(chance, step)];
  const pivot = (): Part => ({ kind: 'step', step: step(irreversible) });
  const parts: readonly Part[] = {
    succeeds: () => [plain(), ...some(), ...some()],
    fails: () => [plain(), ...some(), ...fails()],
    stands: () => [plain(), { kind: 'step' as const, step: step(stuck) }, ...some(), ...fails()],
    pivots: () => [plain(), ...some(), pivot(), ...some()],
    'falls-short': () => [plain(), pivot(), ...some(), ...fails()],
  }[ending]();
  return { name, parts, isLocked: chance.percent(25), outcome: outcomes[ending] };
}

const plain = { ends: 'well', bestEffort: false, probes: false } as const;
const irreversible = { ...plain, revert: 'irreversible', failsFirst: 0 } as const;
const stuck = { ...plain, revert: 'badly' } as const;

function stepOf(name: string, chance: Chance): Step {
  const mayFail = chance.percent(12);
  return {
    name,
    // Some sleep, so that a death finds them at it.
    ms: chance.percent(15) ? 40 + chance.below(40) : chance.below(12),
    ends: mayFail ? 'badly' : 'well',
    bestEffort: mayFail,
    failsFirst: chance.percent(25) ? 1 + chance.below(2) : 0,
    revertFailsFirst: chance.percent(25) ? 1 + chance.below(2) : 0,
    revert: chance.percent(15) ? 'nothing' : 'well',
    records: chance.percent(30),
    probes: chance.percent(30),
  };
}

function partOf(chance: Chance, step: (more?: Partial<Step>) => Step): Part {
  switch (chance.below(3)) {
    case 0:
      return { kind: 'step', step: step() };
    case 1:
      return {
        kind: 'choice',
        answer: chance.percent(50),
        then: step(),
        otherwise: step(),
      };
    default:
      return {
        kind: 'parallel',
        branches: Array.from({ length: 2 + chance.below(2) }, () =>
          Array.from({ length: 1 + chance.below(2) }, () => step()),
        ),
      };
  }
}

function failing(chance: Chance, step: (more?: Partial<Step>) => Step): Part {
  const broken = {
    bestEffort: false,
    ends: chance.of('badly', 'late'),
    revert: 'well',
    probes: false,
  } as const;
  if (chance.percent(50)) return { kind: 'step', step: step(broken) };
  return { kind: 'parallel', branches: [[step(), step()], [step(broken)], [step()]] };
}
