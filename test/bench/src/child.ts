// One child process: one peer, one work, one fresh V8. It warms up, says `ready`, and then
// times one batch for each message it gets, so that the parent can take turns between peers.
import { batch } from './batch.ts';
import { fromArguments, type Cost, type Report } from './message.ts';
import { loadPeer } from './peer-list.ts';
import { WrongResult } from './work.ts';

const assignment = fromArguments(process.argv.slice(2));

process.on('disconnect', () => process.exit());
await start().then(say, fail);

async function start(): Promise<Report> {
  const { shape, n, measure } = assignment;
  const peer = await loadPeer(assignment.peer);
  if (measure === 'define' && peer.undefinable !== undefined) {
    return { is: 'lacking', why: peer.undefinable };
  }
  const bound = batch(peer, shape, n);
  if (typeof bound === 'string') return { is: 'lacking', why: bound };
  const repeat = bound[measure];
  const times = await warm(repeat);
  process.on('message', () => {
    repeat(times)
      .then(({ cpuUs, wallUs }) => {
        const steps = times * n;
        say({ is: 'cost', cpuUs: cpuUs / steps, wallUs: wallUs / steps });
      })
      .catch(fail);
  });
  return { is: 'ready' };
}

/** Doubles the batch until the warm-up time has passed in one; gives the runs of a timed batch. */
async function warm(run: (times: number) => Promise<Cost>): Promise<number> {
  const { batchMs, warmUpMs } = assignment;
  const startMs = performance.now();
  for (let times = 1; ; times *= 2) {
    const { wallUs } = await run(times);
    const fitting = Math.max(1, Math.round((times * batchMs * 1_000) / wallUs));
    if (performance.now() - startMs >= warmUpMs) return fitting;
    if (fitting < times) times = Math.ceil(fitting / 2);
  }
}

function fail(error: unknown): void {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  say({ is: 'failed', wrong: error instanceof WrongResult, why });
}

function say(report: Report): void {
  process.send?.(report);
}
