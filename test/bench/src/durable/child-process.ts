import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of our own that reports by messages. */
export interface Child {
  /** The next message. Rejects when the process ends before, or has lived too long. */
  message(): Promise<unknown>;
  /** SIGKILL: the process does nothing any more, not even let go of a file. Waits for its end. */
  kill(): Promise<void>;
}

/** Nothing that is measured takes so long. */
const LIFE_MS = 600_000;

/** Starts a file of this folder with words, with flags of Node and with more of an environment. */
export function startChild(
  file: string,
  words: readonly string[],
  { flags = [], env = {} }: { flags?: readonly string[]; env?: Record<string, string> } = {},
): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, words, {
    execArgv: [...flags, '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (text: unknown) => (complaint += String(text)));
  // An iterator keeps the messages that come before somebody asks for them.
  const signal = AbortSignal.timeout(LIFE_MS);
  const messages = on(child, 'message', { signal, close: ['close'] });
  return {
    async message() {
      const next: IteratorResult<unknown[], unknown> = await messages.next();
      if (next.done === true) throw new Error(`a process of ${file} ended\n${complaint}`);
      return next.value[0];
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
