import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a process left behind. */
export interface Finished {
  /** Of a process that a signal has ended, what a shell would say: 128 and its number. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example as its users do, but on a pipe, so that it prints plain lines. */
export function runExample(...flags: string[]): Promise<Finished> {
  return runExampleIn({}, ...flags);
}

/** The same, with more in its environment. */
export function runExampleIn(
  environment: Readonly<Record<string, string>>,
  ...flags: string[]
): Promise<Finished> {
  const options = { timeout: 60_000, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...flags], options, (_, stdout, stderr) => {
      resolve({ code: codeOf(child), stdout: withoutIds(stdout), stderr });
    });
  });
}

/** Runs the example, and does something to its process as soon as it has printed a text. */
export async function disturbExample(
  flags: readonly string[],
  printed: string,
  disturb: (process: ChildProcess) => void,
): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  let stdout = '';
  let isUndisturbed = true;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (!isUndisturbed || !stdout.includes(printed)) return;
    isUndisturbed = false;
    disturb(child);
  });
  const closed = once(child, 'close');
  return { stderr: await stderr, code: Number((await closed)[0] ?? -1), stdout };
}

function codeOf({ exitCode, signalCode }: ChildProcess): number {
  if (signalCode !== null) return 128 + constants.signals[signalCode];
  return exitCode ?? -1;
}

const main = fileURLToPath(import.meta.resolve('@conductor/example-stop-instance/main'));

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function withoutIds(text: string): string {
  return text.replace(uuid, '<uuid>');
}
