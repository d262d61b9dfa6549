import { toMermaid } from '@conductor/taskflow';
import { stopInstance } from '../conductor/flow.ts';
import type { Database } from '../database/database.ts';
import { UsageError, parseCommand, usage, type Command } from './arguments.ts';
import { conditions, type ConditionName } from './condition.ts';
import { withDatabase } from './database-file.ts';
import { listenForInterruption } from './interruption.ts';
import { jsonOutput } from './json-output.ts';
import { stopOne, type Account } from './stage.ts';
import { stderrLog } from './stderr-log.ts';
import { textOutput } from './text-output.ts';

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
      return withDatabase(':memory:', async (db) => {
        process.stdout.write(toMermaid(stopInstance(db)));
        return 0;
      });
    case 'tour':
      return withDatabase(command.db, (db) =>
        stopAll(db, command, ['graceful', 'deaf', 'refusing']),
      );
    case 'stop':
      return withDatabase(command.db, (db) => stopAll(db, command, [command.condition]));
    default:
      return command satisfies never;
  }
}

type StopCommand = Extract<Command, { do: 'tour' | 'stop' }>;

async function stopAll(db: Database, command: StopCommand, names: readonly ConditionName[]) {
  const output = command.json ? jsonOutput() : textOutput();
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const stage = { db, log: stderrLog, listeners: [output.listener], signal };
  const accounts: Account[] = [];
  for (const name of names) {
    output.announce(name);
    const account = await stopOne(stage, name, command.do === 'stop' ? command.fail : undefined);
    output.conclude(account);
    accounts.push(account);
    if (signal.aborted) break;
  }
  // A tour shows failures on purpose: what counts is that each stop ended as announced.
  const isTour = command.do === 'tour' && !signal.aborted;
  const unannounced = isTour ? accounts.filter(isUnannounced) : [];
  const isFine = isTour ? unannounced.length === 0 : accounts.every(isStopped);
  const exitCode = interruption.exitCode ?? (isFine ? 0 : 1);
  output.finish(accounts, unannounced, exitCode);
  return exitCode;
}

function isUnannounced({ condition, end }: Account): boolean {
  return end !== conditions[condition].ends;
}

function isStopped({ end }: Account): boolean {
  return end === 'stopped' || end === 'forced';
}
