import type { Flow } from '../authoring/flow.ts';
import type { Clock } from '../clock.ts';
import type { RunInfo } from '../context.ts';
import type { State } from '../kernel/index.ts';
import type { Logger } from '../log.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { FactLog } from './fact-log.ts';
import type { Teller } from './teller.ts';

/** What a drive needs from outside. */
export interface DriveOptions {
  readonly run: RunInfo;
  readonly flow: Flow;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the run stands; at its beginning, when left out. */
  readonly state?: State;
  /** Left out when nobody can ask for the log of the run: then it is not kept. */
  readonly factLog: FactLog | undefined;
  readonly teller: Teller;
  readonly concurrency: number;
  readonly validate: boolean;
  readonly receivers: ReadonlyMap<string, Receiver>;
}
