// Starts a program and hands back how it ended.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './place.js';

const running = new Set();
const interruption = { signal: undefined };

/**
 * Runs a program to its end. Its input, output and errors are our own, unless `capture` is set;
 * then both streams come back as one text. Never throws: a program that cannot be started has
 * code 127 and says why in its output. Once we were asked to stop, nothing is started any more.
 */
export function start(command, args, { env = process.env, cwd = root, capture = false } = {}) {
  const { signal } = interruption;
  if (signal) return Promise.resolve({ code: exitCode(null, signal), output: '' });
  return new Promise((resolve) => {
    // Windows finds npx.cmd only through a shell; everything else is started directly.
    const shell = process.platform === 'win32' && command === 'npx';
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd, env, shell, stdio });
    const chunks = [];
    running.add(child);
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code: exitCode(code, signal), output: Buffer.concat(chunks).toString() });
    });
  });
}

/** The signal that asked us to stop, if one did. */
export function interruptedBy() {
  return interruption.signal;
}

/** The exit code a shell would report for a program that a signal ended. */
export function exitCode(code, signal) {
  if (signal) return 128 + constants.signals[signal];
  return code < 0 ? 127 : code;
}

/**
 * Lets the running program decide what a signal means, and waits for it. A terminal gives Ctrl-C
 * to the whole process group, so passing it on would deliver it twice, and a second Ctrl-C often
 * means "at once"; where there is no terminal nobody but us can pass it on.
 */
export function passSignalsOn() {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      interruption.signal ??= signal;
      if (signal === 'SIGINT' && atTerminal) return;
      for (const child of running) child.kill(signal);
    });
  }
}
