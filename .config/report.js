// What a person sees while the work goes on: one line as a step ends, a table when all have ended.
// All of it goes to stderr, because stdout belongs to the program that is run.

const colour = process.stderr.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const marks = { passed: paint(32, '✓'), failed: paint(31, '✗'), started: paint(2, '·') };

/** Writes one line to stderr. */
export function say(text = '') {
  process.stderr.write(`${text}\n`);
}

/** Announces work that takes long enough for a person to wonder. */
export function sayStart(name, detail) {
  say(`${marks.started} ${name.padEnd(8)} ${detail}`);
}

/** Says how a step ended; the output of a failed step follows it. */
export function sayEnd(step) {
  say(line(step));
  if (!step.passed && step.output) say(step.output.trimEnd());
}

/** The table of all steps and the verdict. */
export function sayVerdict(steps, totalMs) {
  const failed = steps.filter((step) => !step.passed).map((step) => step.name);
  say();
  for (const step of steps) say(line(step));
  say();
  const time = seconds(totalMs);
  if (failed.length === 0) say(paint(32, `PASSED  all ${steps.length} steps in ${time}`));
  else say(paint(31, `FAILED  ${failed.join(', ')} (of ${steps.length} steps, in ${time})`));
}

function line({ name, passed, durationMs, detail }) {
  const mark = passed ? marks.passed : marks.failed;
  return `${mark} ${name.padEnd(8)} ${seconds(durationMs).padStart(7)}  ${detail ?? ''}`.trimEnd();
}

function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
