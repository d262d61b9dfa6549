// The one program behind every script of package.json. It starts on whatever Node the machine has
// (20 or newer), installs and builds what is missing, and runs the rest on the Node of the lock
// file. `npm test -- --only lint,types` runs some steps; other words go to the test runner.
import { join } from 'node:path';
import { exitCode, interruptedBy, passSignalsOn, start } from './child.js';
import { commandOf, environmentFor, nodes } from './place.js';
import { build, install } from './prepare.js';
import { say, sayEnd, sayStart, sayVerdict } from './report.js';
import { clearReports, docs, lint, steps } from './steps.js';

/** Distinct from the example's own 0, 1 and 2. */
const couldNotPrepare = 3;

const verbs = {
  example: (args) => program(join('examples', 'stop-instance', 'src', 'main.ts'), args),
  bench: (args) => program(join('test', 'bench', 'src', 'main.ts'), args),
  build: (args) => prepared(args, async () => 0),
  format: () => prepared([], () => only('format', format)),
  lint: () => prepared([], () => only('lint', lint)),
  docs: () => prepared([], () => only('docs', docs)),
  test,
};

const oldest = 20;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  say(`It takes Node ${oldest} or newer to begin; this is ${process.versions.node}.`);
  process.exit(couldNotPrepare);
}
const [verb, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(verbs, verb ?? '')) {
  say(`Say one of: ${Object.keys(verbs).join(', ')}.`);
  process.exit(couldNotPrepare);
}
passSignalsOn();
process.exitCode = await verbs[verb](rest);

/** Runs a TypeScript program with our input, output and arguments; its exit code is ours. */
function program(file, args) {
  return prepared(args, async () => {
    const result = await start(nodes[24], [file, ...args], { env: environmentFor(24) });
    return result.code;
  });
}

/** Installs and builds what is missing, silently when nothing is, then goes on. */
async function prepared(args, next) {
  for (const step of [install, build]) {
    if (!step.needed()) continue;
    const ended = await timed(step, args);
    if (interruptedBy()) return exitCode(null, interruptedBy());
    if (!ended.passed) return couldNotPrepare;
  }
  return next();
}

async function only(name, run) {
  const ended = await timed({ name, run }, []);
  return ended.passed ? 0 : 1;
}

function format() {
  const command = commandOf('prettier');
  const args = [command, '--write', '--log-level', 'warn', '.'];
  return start(nodes[24], args, { env: environmentFor(24), capture: true });
}

/** Every check there is; a failing one does not stop the others, so one run tells everything. */
async function test(args) {
  const startedAt = Date.now();
  const { chosen, filters } = choose(args);
  if (chosen === undefined) return couldNotPrepare;
  clearReports();
  const ended = [];
  for (const step of [install, build]) {
    const result = step.needed() ? await timed(step, []) : upToDate(step);
    ended.push(result);
    if (!result.passed || interruptedBy()) break;
  }
  const ready = ended.length === 2 && ended.every((step) => step.passed);
  if (ready) ended.push(...(await inPhases(chosen, filters)));
  if (interruptedBy()) {
    say(`STOPPED  by ${interruptedBy()}`);
    return exitCode(null, interruptedBy());
  }
  sayVerdict(ended, Date.now() - startedAt);
  return ended.every((step) => step.passed) ? 0 : 1;
}

function choose(args) {
  const at = args.indexOf('--only');
  if (at < 0) return { chosen: steps, filters: args };
  const names = (args[at + 1] ?? '').split(',');
  const filters = args.toSpliced(at, 2);
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length === 0) {
    return { chosen: steps.filter((step) => names.includes(step.name)), filters };
  }
  say(`--only takes ${steps.map((step) => step.name).join(', ')}; not '${unknown.join(', ')}'.`);
  return { chosen: undefined, filters };
}

/** Two steps of a phase at a time, as most machines that check a change have two cores. */
async function inPhases(chosen, filters) {
  const ended = new Map();
  for (const phase of new Set(chosen.map((step) => step.phase))) {
    const waiting = chosen.filter((step) => step.phase === phase);
    const lane = async () => {
      for (let step = waiting.shift(); step && !interruptedBy(); step = waiting.shift()) {
        ended.set(step, await timed(step, filters));
      }
    };
    await Promise.all([lane(), lane()]);
  }
  return chosen.filter((step) => ended.has(step)).map((step) => ended.get(step));
}

async function timed(step, args) {
  if (step.announce) sayStart(step.name, step.announce);
  const startedAt = Date.now();
  const { code, output, detail } = await step.run(args);
  const durationMs = Date.now() - startedAt;
  const ended = { name: step.name, passed: code === 0, output, detail, durationMs };
  if (!interruptedBy()) sayEnd(ended);
  return ended;
}

function upToDate({ name }) {
  const ended = { name, passed: true, durationMs: 0, detail: 'up to date' };
  sayEnd(ended);
  return ended;
}
