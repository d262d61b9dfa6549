import type { Step } from './steps.ts';

/**
 * Something that keeps what flows did in a file, bound to that file. The result of a step is on
 * the disk before the next step of its flow starts, and a flow before its first step.
 */
export interface Engine {
  /** Runs so many new flows at once; gives their results when their ends are on the disk, too. */
  run(flows: number): Promise<readonly number[]>;
  /** Waits for the end of the flows that another process left behind; gives their results. */
  resume(flows: number): Promise<readonly number[]>;
  /** Leaves so many new flows waiting in the file; comes back when they are on the disk. */
  enqueue(flows: number): Promise<void>;
  close(): Promise<void>;
}

/** Who can make an engine. Each adapter uses the fastest way that its library offers. */
export interface Maker {
  /** Opens the file, or makes it. At most `atOnce` flows are to be under way at the same time. */
  open(path: string, steps: readonly Step[], atOnce: number): Promise<Engine>;
}
