import { openSync, readFileSync, writeSync } from 'node:fs';

/** One thing that a task did, or that somebody saw, in the world outside. */
export interface Entry {
  /**
   * `recorded` and `succeeded` say that the journal is known to have it; the others are the task's
   * own doing.
   */
  readonly what: 'start' | 'recorded' | 'effect' | 'end' | 'succeeded';
  readonly way: 'execute' | 'revert';
  readonly run: string;
  /** Name of the task. */
  readonly task: string;
  /** Process that wrote it. */
  readonly pid: number;
  readonly attempt?: number;
  readonly key?: string;
  /** What the task has recorded, or has found recorded; 0 for nothing. */
  readonly noted?: number;
  /** What the first task of the run has given. */
  readonly token?: string;
}

/** Where the tasks of all processes leave their traces, in the order in which they came about. */
export class Ledger {
  readonly #path: string;
  readonly #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a');
  }

  write(entry: Omit<Entry, 'pid'>): void {
    // One write for each line: what a process has written stays, however it dies.
    writeSync(this.#file, `\n${JSON.stringify({ ...entry, pid: process.pid })}`);
  }

  /** Whether a task had its effect under a key. */
  hasEffect(key: string): boolean {
    const ofKey = (line: string): boolean => line.includes(`"${key}"`);
    return readLedger(this.#path, ofKey).some(({ what }) => what === 'effect');
  }
}

/** All entries so far, or those whose lines are wanted. */
export function readLedger(
  path: string,
  isWanted: (line: string) => boolean = () => true,
): readonly Entry[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => isWhole(line) && isWanted(line))
    .map((line) => {
      const entry: unknown = JSON.parse(line);
      if (!isEntry(entry)) throw new Error(`the ledger has a strange line: ${line}`);
      return entry;
    });
}

/** A death in the middle of a write may leave half a line: that one did not come about. */
function isWhole(line: string): boolean {
  return line.endsWith('}');
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'what' in value && 'run' in value;
}
