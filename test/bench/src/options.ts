import { parseArgs } from 'node:util';
import { durableCases, readDurable, type DurableOptions } from './durable/options.ts';
import { makerNames } from './durable/maker-list.ts';
import { pick } from './pick.ts';
import { peerNames, type PeerName } from './peer-list.ts';
import type { Plan } from './row.ts';
import { shapes, type Shape } from './work.ts';

export interface Options {
  readonly durable: false;
  /** Always with the reference in the first place, since every ratio needs it. */
  readonly peers: readonly PeerName[];
  readonly shapes: readonly Shape[];
  /** How many steps the linear and parallel flows have. */
  readonly sizes: readonly number[];
  readonly plan: Plan;
  readonly json: boolean;
  readonly check: boolean;
}

/** Reads the command line; a string says what is wrong with it. */
export function readOptions(words: readonly string[]): Options | DurableOptions | string {
  try {
    return read(words);
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

const usage = `
npm run bench -- [--durable] [--quick] [--only peer,peer] [--case shape,shape] [--json] [--check]
  --durable  flows whose every step is on the disk, instead of flows in memory
  --quick    few rounds, few sizes, under a minute
  --only     ${peerNames.join(', ')};
             with --durable: ${makerNames.join(', ')}
  --case     ${shapes.join(', ')};
             with --durable: ${durableCases.join(', ')}
  --folder   with --durable: where to make the files, on a disk; the system's folder for such
             files when left out
  --json     the figures as JSON instead of tables
  --check    a missed goal ends with exit code 1`;

function read(words: readonly string[]): Options | DurableOptions {
  const { values } = parseArgs({
    args: words.filter((word) => word !== '--'),
    options: {
      durable: { type: 'boolean', default: false },
      folder: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      case: { type: 'string' },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.durable) return readDurable(values);
  if (values.folder !== undefined) throw new Error('--folder is for --durable');
  const chosen = pick(values.only, peerNames);
  const reference = peerNames[0];
  return {
    durable: false,
    peers: [reference, ...chosen.filter((name) => name !== reference)],
    shapes: pick(values.case, shapes),
    sizes: values.quick ? [10, 1_000] : [10, 100, 1_000, 10_000, 100_000],
    plan: values.quick
      ? { rounds: 5, batchMs: 30, warmUpMs: 200, budgetMs: 2_000 }
      : { rounds: 9, batchMs: 100, warmUpMs: 500, budgetMs: 10_000 },
    json: values.json,
    check: values.check,
  };
}
