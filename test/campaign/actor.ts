import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sayingOf } from './saying.ts';
import type { Saying } from './saying.ts';

/** A process of this folder, from its start to its end. */
export class Actor {
  /** How it ended: its code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly said: Saying[] = [];
  readonly #child: ChildProcess;
  readonly #waiting: (() => void)[] = [];
  #isOver = false;
  #complaint = '';

  /** @param program File of this folder; @param folder Where all of its kind keep their files. */
  constructor(program: string, folder: string, words: readonly string[]) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const flags = ['--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, file, ...words], {
      // Who starts so often should compile once; one that is killed leaves nothing in the cache.
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'code') },
      stdio: 'pipe',
    });
    this.#child = child;
    // An order may come after its end.
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (text: unknown) => (this.#complaint += String(text)));
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => this.#onLine(line));
    const read = once(lines, 'close');
    this.ended = once(child, 'exit').then(async ([code, signal]: unknown[]) => {
      // What it said before its end counts.
      await read;
      this.#isOver = true;
      this.#wake();
      return typeof code === 'number' ? code : String(signal);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it wrote to stderr. */
  get complaint(): string {
    return this.#complaint;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits until something is true of what it has said; false when it ends before. */
  async until(isSo: (said: readonly Saying[]) => boolean): Promise<boolean> {
    while (!isSo(this.said)) {
      if (this.#isOver) return false;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return true;
  }

  tell(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  /** Lets it end by itself. */
  dismiss(): Promise<number | string> {
    this.#child.stdin?.end();
    return this.ended;
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    if (!this.#isOver) this.signal('SIGKILL');
    await this.ended;
  }

  #onLine(line: string): void {
    // The last line of one that was killed may be cut.
    if (!line.endsWith('}')) return;
    this.said.push(sayingOf(line));
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
