import { execFile } from 'node:child_process';
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

const main = fileURLToPath(import.meta.resolve('@conductor/example-stop-instance/main'));

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function withoutIds(text: string): string {
  return text.replace(uuid, '<uuid>');
}
