import { peerNames, type PeerName } from './peer-list.ts';
import { shapes, type Shape } from './work.ts';

/** What one child process is to do: run one work on one peer, or define its flow. */
export interface Assignment {
  readonly peer: PeerName;
  readonly shape: Shape;
  readonly n: number;
  readonly measure: 'run' | 'define';
  /** How long one timed batch should take; the number of runs in it follows from this. */
  readonly batchMs: number;
  /** How long to run before the first timed batch, so that V8 has optimized what it will. */
  readonly warmUpMs: number;
}

/** What the child says: once `ready` when it is warm, then one `cost` for each `batch` asked. */
export type Report =
  | { readonly is: 'ready' }
  | ({ readonly is: 'cost' } & Cost)
  | { readonly is: 'lacking'; readonly why: string }
  | { readonly is: 'failed'; readonly wrong: boolean; readonly why: string };

/** What a batch took, per step (run) or per task (define). */
export interface Cost {
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** The assignment as the arguments of the child process. */
export function toArguments(assignment: Assignment): string[] {
  const { peer, shape, n, measure, batchMs, warmUpMs } = assignment;
  return [peer, shape, String(n), measure, String(batchMs), String(warmUpMs)];
}

/** The arguments of the child process as an assignment. Throws an Error for any other words. */
export function fromArguments(words: readonly string[]): Assignment {
  const [peerWord, shapeWord, n, measureWord, batchMs, warmUpMs] = words;
  const peer = peerNames.find((name) => name === peerWord);
  const shape = shapes.find((name) => name === shapeWord);
  const measure = measureWord === 'define' ? 'define' : 'run';
  if (peer === undefined || shape === undefined) throw new Error(`unknown: ${words.join(' ')}`);
  return {
    peer,
    shape,
    n: Number(n),
    measure,
    batchMs: Number(batchMs),
    warmUpMs: Number(warmUpMs),
  };
}

/** Whether a message from a child is a report; the child sends nothing else. */
export function isReport(message: unknown): message is Report {
  return typeof message === 'object' && message !== null && 'is' in message;
}
