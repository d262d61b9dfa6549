import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Hold } from '@conductor/taskflow';
import { onTestFinished } from 'vitest';

/** What a peer can be told to do. */
export type Order =
  | { readonly do: 'open'; readonly path: string }
  | { readonly do: 'open as nobody'; readonly path: string }
  | { readonly do: 'hold'; readonly runs: readonly string[] }
  | { readonly do: 'append'; readonly hold: Hold; readonly value: unknown };

/** Another process with a journal. */
export class Peer {
  readonly #child;

  /** @param blocks The longest file that it may write, in blocks of the shell. */
  constructor(blocks?: number) {
    const program = [
      process.execPath,
      '--no-warnings',
      fileURLToPath(new URL('peer.ts', import.meta.url)),
    ];
    // Without the signal a write that is too long fails, as on a broken disk; with it, the process.
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'sh', ...program];
    const [command = '', ...args] = blocks === undefined ? program : limited;
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** Opens a journal; gives the code of what went wrong, or 'none'. */
  open(path: string): Promise<string> {
    return this.#tell({ do: 'open', path });
  }

  /** As {@link open}, for a user who has no special rights. */
  openAsNobody(path: string): Promise<string> {
    return this.#tell({ do: 'open as nobody', path });
  }

  /** Creates runs and holds them with a lease that only the death of the process ends. */
  async hold(...runs: readonly string[]): Promise<Hold[]> {
    await this.#tell({ do: 'hold', runs });
    return runs.map((run) => ({ run, owner: 'a', epoch: 1 }));
  }

  /** Appends a value; gives the code of what went wrong, or 'none'. */
  append(hold: Hold, value: unknown): Promise<string> {
    return this.#tell({ do: 'append', hold, value });
  }

  /** Kills the process; done when it is dead. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** Stops the process in its tracks, until it is told to go on. */
  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  async #tell(order: Order): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#child.once('message', resolve);
    this.#child.send(order);
    return String(await promise);
  }
}
