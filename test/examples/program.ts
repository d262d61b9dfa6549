import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a process left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example as its users do, but on a pipe, so that it prints plain lines. */
export function runExample(...flags: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...flags], { timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, stdout: withoutIds(stdout), stderr });
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

const main = fileURLToPath(import.meta.resolve('@conductor/example-stop-instance/main'));

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function withoutIds(text: string): string {
  return text.replace(uuid, '<uuid>');
}
