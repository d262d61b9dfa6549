import { parseArgs } from 'node:util';
import { conditions, type ConditionName } from './condition.ts';
import { steps, type Step } from './fault.ts';

/** What the user asked the program to do. */
export type Command =
  | { readonly do: 'help' }
  | { readonly do: 'graph' }
  | ({ readonly do: 'tour' } & Medium)
  | ({ readonly do: 'stop'; readonly condition: ConditionName; readonly fail?: Step } & Medium);

/** Where the records go and how the run is shown. */
export interface Medium {
  /** The database file; without one a file in a temporary folder that goes afterwards. */
  readonly db?: string;
  readonly json: boolean;
}

/** A command line that asks for what cannot be; the message names the culprit and the way out. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Reads the command line. Throws a `UsageError` for an unknown flag or value. */
export function parseCommand(argv: readonly string[]): Command {
  const { help, graph, json = false, db, instance, fail } = parse(argv);
  if (help) return { do: 'help' };
  if (graph) return { do: 'graph' };
  if (db === '') throw new UsageError("--db needs the name of a file, it was given ''");
  const medium = { json, ...(db !== undefined && { db }) };
  if (instance === undefined && fail === undefined) return { do: 'tour', ...medium };
  const condition = oneOf('--instance', conditionNames(), instance ?? 'graceful');
  if (fail === undefined) return { do: 'stop', condition, ...medium };
  return { do: 'stop', condition, fail: oneOf('--fail', steps, fail), ...medium };
}

/** What `--help` prints. */
export function usage(): string {
  const width = Math.max(...conditionNames().map((name) => name.length));
  const states = conditionNames().map(
    (name) => `  ${name.padEnd(width)}  ${conditions[name].summary}`,
  );
  return `Stops instances the way Nova does, with the work conducted by a flow.

Usage: npm run example -- [flags]

Without flags: stops three instances (graceful, deaf, refusing).

  --instance STATE  stop one instance, in one of the states below
  --fail STEP       stop one instance, with this step failing
  --db FILE         keep the database in FILE; without, it is removed in the end
  --json            print one JSON line per event; the last one is the outcome
  --graph           print the flow as a Mermaid diagram and stop nothing
  --help            print this

Steps: ${steps.join(', ')}

States of an instance (graceful unless you say otherwise):
${states.join('\n')}

Exit code: 0 stopped, 1 not stopped, 2 wrong usage or a file that cannot be used, 130 interrupted.
Without flags: 0 when each of the three ended as announced.
`;
}

const flags = {
  help: { type: 'boolean', short: 'h' },
  graph: { type: 'boolean' },
  json: { type: 'boolean' },
  db: { type: 'string' },
  instance: { type: 'string' },
  fail: { type: 'string' },
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: false })
      .values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const allowed = Object.keys(flags).map((name) => `--${name}`);
    throw new UsageError(`${error.message}. Allowed flags: ${allowed.join(', ')}`, {
      cause: error,
    });
  }
}

function oneOf<Name extends string>(flag: string, allowed: readonly Name[], value: string): Name {
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw new UsageError(`${flag} does not know '${value}'. Allowed: ${allowed.join(', ')}`);
}

function conditionNames(): ConditionName[] {
  return keysOf(conditions);
}

// `Object.keys` forgets the type of the keys.
function keysOf<Table extends object>(table: Table) {
  const keys: (keyof Table & string)[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
