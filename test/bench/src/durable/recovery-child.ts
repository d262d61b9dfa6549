// One process of the recovery case. The first starts flows and holds them in one step until it is
// killed. The second opens the file that is left and says when all flows have ended.
import { flushCompileCache } from 'node:module';
import { namedMaker } from './maker-list.ts';
import type { Word } from './recovery.ts';
import { checkResults, HELD, holdingSteps, watchedSteps } from './steps.ts';

const [name, path = '', part, flowsWord] = process.argv.slice(2);
const flows = Number(flowsWord);
const maker = await namedMaker(name);

process.on('disconnect', () => process.exit());
if (part === 'start') await start();
else await finish();

async function start(): Promise<void> {
  // A process that is killed would not leave it to the next.
  flushCompileCache();
  let held = 0;
  const steps = holdingSteps(HELD, () => {
    held++;
    if (held === flows) say({ is: 'held' });
  });
  const engine = await maker.open(path, steps, flows);
  await engine.run(flows);
}

async function finish(): Promise<void> {
  say({ is: 'loaded' });
  let executed = 0;
  const engine = await maker.open(
    path,
    watchedSteps(() => executed++),
    flows,
  );
  checkResults(await engine.resume(flows), flows);
  say({ is: 'finished', executed });
}

function say(word: Word): void {
  process.send?.(word);
}
