import { parseArgs } from 'node:util';
import { conditions, type ConditionName } from './condition.ts';
import { crashPoints, type CrashPoint } from './crash.ts';
import { steps, type Step } from './fault.ts';
import { inMemory } from './records.ts';
import { UsageError } from './usage-error.ts';

/** What the user asked the program to do. */
export type Command =
  | { readonly do: 'help' }
  | { readonly do: 'graph' }
  | ({ readonly do: 'tour' } & Medium)
  | ({ readonly do: 'stop'; readonly condition: ConditionName; readonly fail?: Step } & Mortal)
  | ({ readonly do: 'resume' } & Mortal);

/** What may be killed on its way. */
export interface Mortal extends Medium {
  readonly crash?: CrashPoint;
}

/** Where the records go and how the run is shown. */
export interface Medium {
  /** The database file; without one a file in a temporary folder that goes afterwards. */
  readonly db?: string;
  readonly json: boolean;
}

/** Reads the command line. Throws a `UsageError` for an unknown flag or value. */
export function parseCommand(argv: readonly string[]): Command {
  const { help, graph, json = false, resume, db, instance, fail, crash } = parse(argv);
  if (help) return { do: 'help' };
  if (graph) return { do: 'graph' };
  if (db === '') throw new UsageError("--db needs the name of a file, it was given ''");
  if (crash !== undefined && db === inMemory) {
    throw new UsageError(`--crash needs a database that outlives the process, ${db} does not`);
  }
  const mortal = {
    json,
    ...(db !== undefined && { db }),
    ...(crash !== undefined && { crash: oneOf('--crash', crashPoints, crash) }),
  };
  if (resume) {
    refuse('--resume', { '--instance': instance, '--fail': fail });
    return { do: 'resume', ...mortal };
  }
  if (crash !== undefined) refuse('--crash', { '--fail': fail });
  else if (instance === undefined && fail === undefined) return { do: 'tour', ...mortal };
  const condition = oneOf('--instance', conditionNames(), instance ?? 'graceful');
  if (fail === undefined) return { do: 'stop', condition, ...mortal };
  return { do: 'stop', condition, fail: oneOf('--fail', steps, fail), ...mortal };
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
  --crash STEP      stop one instance, and kill this process with SIGKILL in the middle of the step
  --resume          go on with every stop that has no end yet, and tell what is executed again
  --db FILE         keep the database in FILE; without, it is removed in the end
  --json            print one JSON line per event; the last one is the outcome
  --graph           print the flow as a Mermaid diagram and stop nothing
  --help            print this

Steps: ${steps.join(', ')}
--crash also knows give-back, where a stop that has failed gives its instance back.

Beside FILE, say cloud.db, are the journal of the conductor, cloud.conductor.db, and the guests of
the hypervisor, cloud.hypervisor.db. Without --db, --crash begins with an empty folder
stop-instance-crash in the folder for temporary files, and --resume looks there.

States of an instance (graceful unless you say otherwise):
${states.join('\n')}

Exit code: 0 stopped, 1 not stopped, 2 wrong usage or a file that cannot be used, 130 interrupted,
137 killed by --crash; 1 when the stop never came to that step.
Without flags: 0 when each of the three ended as announced. --resume: 0 when each ended stopped, or
there was nothing to resume.
`;
}

const flags = {
  help: { type: 'boolean', short: 'h' },
  graph: { type: 'boolean' },
  json: { type: 'boolean' },
  db: { type: 'string' },
  instance: { type: 'string' },
  fail: { type: 'string' },
  crash: { type: 'string' },
  resume: { type: 'boolean' },
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

function refuse(flag: string, others: Readonly<Record<string, string | undefined>>): void {
  for (const [other, value] of Object.entries(others)) {
    if (value !== undefined) throw new UsageError(`${flag} cannot be used together with ${other}`);
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
