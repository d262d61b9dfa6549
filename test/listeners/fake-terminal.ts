import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';

/**
 * A terminal in memory: it understands the few control sequences that a picture needs, so a test
 * sees what a person would see and not which bytes were sent.
 */
export class FakeTerminal extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything ever written, control sequences included. */
  written = '';
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor({ columns = 72, rows = 24 } = {}) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  /** Node's own rule, so that `NO_COLOR` means here what it means on a real terminal. */
  getColorDepth(): number {
    return WriteStream.prototype.getColorDepth({
      TERM: 'xterm-256color',
      ...(process.env['NO_COLOR'] === undefined ? {} : { NO_COLOR: process.env['NO_COLOR'] }),
    });
  }

  /** All lines since the beginning, those that scrolled away too, without colours. */
  get picture(): readonly string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const text = String(chunk);
    this.written += text;
    for (const [part] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[^\u001b]/gu)) this.#take(part);
    done();
  }

  #take(part: string): void {
    if (part === '\n') return this.#moveTo(this.#row + 1, 0);
    if (!part.startsWith('\u001b')) return this.#put(part);
    const count = Number(/\d+/u.exec(part)?.[0] ?? 1);
    switch (part.slice(-1)) {
      case 'A':
        return this.#moveTo(this.#row - count, this.#column);
      case 'B':
        return this.#moveTo(this.#row + count, this.#column);
      case 'G':
        return this.#moveTo(this.#row, count - 1);
      case 'K':
        return this.#erase(part === '\u001b[2K' ? 0 : this.#column);
      case 'm':
      case 'h':
      case 'l':
        return;
      default:
        throw new Error(`the fake terminal does not know ${JSON.stringify(part)}`);
    }
  }

  #put(sign: string): void {
    const line = this.#lines[this.#row] ?? '';
    const before = line.slice(0, this.#column).padEnd(this.#column);
    this.#lines[this.#row] = before + sign + line.slice(this.#column + sign.length);
    this.#column += sign.length;
  }

  #erase(from: number): void {
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, from);
  }

  #moveTo(row: number, column: number): void {
    this.#row = Math.max(0, row);
    while (this.#lines.length <= this.#row) this.#lines.push('');
    this.#column = column;
  }
}
