import { existsSync } from 'node:fs';
import { toMermaid } from '@conductor/taskflow';
import { stopInstance } from '../conductor/flow.ts';
import { parseCommand, usage, type Command } from './arguments.ts';
import { conditions, type ConditionName } from './condition.ts';
import { die } from './crash.ts';
import { listenForInterruption } from './interruption.ts';
import { jsonOutput } from './json-output.ts';
import type { Output } from './output.ts';
import { crashFile, inMemory, newCrashFile, withRecords, type Records } from './records.ts';
import { resumeAll } from './resume.ts';
import { stopOne, type Account, type Stage, type StopAccount } from './stage.ts';
import { stderrLog } from './stderr-log.ts';
import { textOutput } from './text-output.ts';
import { UsageError } from './usage-error.ts';

/** Runs the program and returns its exit code; `usage` says what the codes mean. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await perform(parseCommand(argv));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`stop-instance: ${error.message}\n`);
    return 2;
  }
}

async function perform(command: Command): Promise<number> {
  switch (command.do) {
    case 'help':
      process.stdout.write(usage());
      return 0;
    case 'graph':
      return withRecords(inMemory, async ({ db }) => {
        process.stdout.write(toMermaid(stopInstance(db)));
        return 0;
      });
    case 'tour':
      return withRecords(command.db, (records) =>
        stopAll(records, command, ['graceful', 'deaf', 'refusing']),
      );
    case 'stop': {
      const db = command.crash === undefined ? command.db : (command.db ?? newCrashFile());
      return withRecords(db, (records) => stopAll(records, command, [command.condition]));
    }
    case 'resume':
      return resume(command);
    default:
      return command satisfies never;
  }
}

type StopCommand = Extract<Command, { do: 'tour' | 'stop' }>;
type ResumeCommand = Extract<Command, { do: 'resume' }>;

async function stopAll(records: Records, command: StopCommand, names: readonly ConditionName[]) {
  const { stage, output, exitWith } = prepare(records, command);
  const accounts: StopAccount[] = [];
  for (const name of names) {
    output.announce(name, conditions[name].summary);
    const account = await stopOne(stage, name, command.do === 'stop' ? command.fail : undefined);
    output.conclude(account);
    accounts.push(account);
    if (stage.signal.aborted) break;
  }
  // A tour shows failures on purpose: what counts is that each stop ended as announced.
  const isTour = command.do === 'tour' && !stage.signal.aborted;
  const unannounced = isTour ? accounts.filter(isUnannounced) : [];
  const isFine = isTour ? unannounced.length === 0 : accounts.every(isStopped);
  const exitCode = exitWith(isFine && stage.crash === undefined);
  output.finish(accounts, unannounced, exitCode);
  complain(stage);
  return exitCode;
}

async function resume(command: ResumeCommand): Promise<number> {
  const { db } = command;
  if (db !== undefined && !existsSync(db)) {
    throw new UsageError(`--resume needs a database that is there; there is no ${db}`);
  }
  // Nobody has crashed yet; a database in memory has nothing to resume either.
  const file = db ?? (existsSync(crashFile()) ? crashFile() : inMemory);
  return withRecords(file, async (records) => {
    const { stage, output, exitWith } = prepare(records, command);
    const accounts = await resumeAll(stage, output);
    const exitCode = exitWith(accounts.every(isStopped) && stage.crash === undefined);
    output.finish(accounts, [], exitCode);
    complain(stage);
    return exitCode;
  });
}

interface Prepared {
  readonly stage: Stage;
  readonly output: Output;
  readonly exitWith: (isFine: boolean) => number;
}

function prepare(records: Records, command: StopCommand | ResumeCommand): Prepared {
  const crash = command.do === 'tour' ? undefined : command.crash;
  const willDie = crash !== undefined;
  const output = command.json ? jsonOutput() : textOutput({ willDie });
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const listeners = [output.listener];
  const stage = { ...records, log: stderrLog, listeners, signal };
  const exitWith = (isFine: boolean) => interruption.exitCode ?? (isFine ? 0 : 1);
  if (!willDie) return { stage, output, exitWith };
  const lastWords = output.lastWords(crash, command.db ?? crashFile(), wayBack(command.db));
  return { stage: { ...stage, crash: { at: crash, die: () => die(lastWords) } }, output, exitWith };
}

// Whoever is still alive was to be killed in vain.
function complain({ crash }: Stage): void {
  if (crash === undefined) return;
  process.stderr.write(`stop-instance: not killed, as no stop came to ${crash.at}\n`);
}

/** The flags that go on after a crash. */
function wayBack(db: string | undefined): string[] {
  return db === undefined ? ['--resume'] : ['--resume', '--db', db];
}

function isUnannounced({ condition, end }: StopAccount): boolean {
  return end !== conditions[condition].ends;
}

function isStopped({ end }: Account): boolean {
  return end === 'stopped' || end === 'forced';
}
