import type { Failure, Mistake, RevertInfo, RunEventMap } from '@conductor/taskflow';

// What a row writes down: events, failures and notes as words that fit on its lines.

/** `a:succeeded(x=1)`: what happened to a task, by its name or its path. */
export function taskWord(event: RunEventMap['task'], who: string): string {
  if (event.failure !== undefined) return `${who}:${event.state}(${whyOf(event.failure)})`;
  const result = event.result === undefined ? '' : `(${pairs(event.result)})`;
  return `${who}:${event.state}${result}`;
}

/** `a:attempt(X)`: an attempt failed, and another follows. */
export function attemptWord({ failure }: RunEventMap['attempt'], who: string): string {
  return `${who}:attempt(${whyOf(failure)})`;
}

/** `a: X`: which task failed, and why. */
export function failureWords(failure: Failure): string {
  return `${nameIn(failure.task)}: ${whyOf(failure)}`;
}

/** The message of a mistake, and what the task calls the key where that is another name. */
export function mistakeWords({ message, inputs }: Mistake): string {
  const text = message.replace(/^taskflow: /, '');
  return inputs === undefined ? text : `${text} (its ${inputs.join(', ')})`;
}

/** `failed(X); because x: Y`: what a revert is told beside its input. */
export function outcomeIn({ outcome, result, failure, cause }: RevertInfo): string {
  const what = failure === undefined ? pairs(result ?? {}) : whyOf(failure);
  return `${outcome}(${what}); because ${failureWords(cause)}`;
}

/** `x=1, y=[2]`: values by name. */
export function pairs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ');
}

/** The words of a line: they are set apart by blanks, except those within brackets. */
export function wordsOf(line: string): string[] {
  return line.match(/[^\s(]+(\([^)]*\))?/g) ?? [];
}

/** What was thrown says it itself; of a failure that the library states, its kind says enough. */
function whyOf({ kind, message }: Failure): string {
  return kind === 'error' ? message : kind;
}

function nameIn(path: string): string {
  return path.split('/').at(-1) ?? path;
}
