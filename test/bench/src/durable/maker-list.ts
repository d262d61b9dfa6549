import type { Maker } from './engine.ts';

/** Who takes part, in the order of the tables. All others are compared with the first two. */
export const makerNames = [
  'commit-per-step',
  'group-commit',
  'taskflow',
  'openworkflow',
  'dbos',
] as const;
export type MakerName = (typeof makerNames)[number];

/** Loads one adapter and with it one library; a string says why there is none. */
export async function loadMaker(name: MakerName): Promise<Maker | string> {
  switch (name) {
    case 'commit-per-step':
      return (await import('./adapters/commit-per-step.ts')).commitPerStep;
    case 'group-commit':
      return (await import('./adapters/group-commit.ts')).groupCommit;
    case 'taskflow':
      return (await import('./adapters/taskflow.ts')).taskflow;
    case 'openworkflow':
      return (await import('./adapters/openworkflow.ts')).openworkflow;
    case 'dbos':
      return 'not measurable: for TypeScript (5.3) it keeps runs in Postgres only';
    default: {
      const never: never = name;
      throw new Error(`no such maker: ${String(never)}`);
    }
  }
}

/** The maker that a child process was told. Throws an Error when there is none of this name. */
export async function namedMaker(word: string | undefined): Promise<Maker> {
  const name = makerNames.find((known) => known === word);
  const maker = name === undefined ? `unknown: ${word ?? ''}` : await loadMaker(name);
  if (typeof maker === 'string') throw new Error(maker);
  return maker;
}
