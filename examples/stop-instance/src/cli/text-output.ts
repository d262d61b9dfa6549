import { terminal } from '@conductor/taskflow/terminal';
import { conditions, type End } from './condition.ts';
import { moments } from './crash.ts';
import { fateTable } from './fate.ts';
import { ledger } from './ledger.ts';
import type { Output } from './output.ts';
import { demoConfig, type Account } from './stage.ts';

/**
 * What people read: each run as it happens, then what the database holds. A process that is to die
 * prints plain lines, because nobody would draw the last picture.
 */
export function textOutput({ willDie = false } = {}): Output {
  const { shutdownTimeoutMs, shutdownRetryIntervalMs } = demoConfig;
  print(
    `Guests get ${seconds(shutdownTimeoutMs)} to shut down and a signal every ` +
      `${seconds(shutdownRetryIntervalMs)} here; Nova's defaults are 60 s and 10 s.`,
  );
  return {
    listener: terminal({ stream: process.stdout, ...(willDie && { live: false }) }),
    announce: (name, summary) => print(`\n${name}: ${summary}`),
    conclude(account) {
      print(verdict(account));
      if (account.steps !== undefined) print(`\n${fateTable(account.steps)}`);
    },
    lastWords: (point, db, resume) =>
      `\nSIGKILL in ${point}: ${moments[point]}.\n` +
      `What was written is in ${db} and beside it. To go on:\n\n` +
      `    npm run example -- ${resume.map(quoted).join(' ')}\n`,
    finish(accounts, unannounced) {
      if (accounts.length === 0) print('\nNothing to resume: no stop was left unfinished.');
      else print(`\n${ledger(accounts)}`);
      for (const { condition, end } of unannounced) {
        const { ends } = conditions[condition];
        print(`\n${condition} was announced to end ${ends}, and ended ${end}.`);
      }
    },
  };
}

function verdict({ end, reason }: Account): string {
  return `=> ${endings[end]}${reason === undefined ? '' : ` (${reason})`}`;
}

const endings: Readonly<Record<End, string>> = {
  stopped: 'stopped',
  forced: 'stopped, its plug pulled',
  reverted: 'not stopped, everything taken back',
  preempted: 'not stopped, somebody else took it over',
  failed: 'given back, although its guest may be off; stop it again',
  refused: 'refused',
};

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
