import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of our own that reports by messages. */
export interface Child {
  /** The next message. Rejects when the process ends before, or has not spoken in time. */
  message(): Promise<unknown>;
  /** SIGKILL: the process does nothing any more, not even let go of a file. Waits for its end. */
  kill(): Promise<void>;
}

/** A process that has been silent for so long will not speak any more. */
const SILENT_MS = 300_000;

/** Starts a file of this folder with words and with flags of Node. */
export function startChild(file: string, words: readonly string[], flags: string[] = []): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, words, {
    execArgv: [...flags, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (text: unknown) => (complaint += String(text)));
  return {
    message: () => nextMessage(child, () => complaint),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function nextMessage(child: ChildProcess, complaint: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = () => settle(() => reject(new Error(`silent for ${SILENT_MS / 1_000} s`)));
    const timer = setTimeout(late, SILENT_MS);
    const onMessage = (message: unknown) => settle(() => resolve(message));
    const onClose = () => settle(() => reject(new Error(`the process ended\n${complaint()}`)));
    child.once('message', onMessage).once('close', onClose);

    function settle(end: () => void): void {
      clearTimeout(timer);
      child.off('message', onMessage).off('close', onClose);
      end();
    }
  });
}
