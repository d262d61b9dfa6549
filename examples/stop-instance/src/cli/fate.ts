import { Value } from 'typebox/value';
import type { Fact } from '@conductor/taskflow/kernel';
import { PowerState, isOff, powerStateName } from '../instance.ts';
import { steps, type Step } from './fault.ts';

/** What became of one step of a stop that outlived its process. */
export interface Fate {
  readonly step: Step;
  /**
   * - `before`: it had ended before the crash, and was not executed again.
   * - `probed`: it was under way at the crash, and had done its work: not executed again.
   * - `again`: it was under way at the crash, and was executed again under the same key.
   * - `now`: it was first executed after the crash.
   * - `elsewhere`: it was under way in another process, which was alive and has finished it.
   * - `cut`: it was under way at the crash, and the run has turned back instead.
   * - `never`: it was not executed at all.
   */
  readonly executed: 'before' | 'probed' | 'again' | 'now' | 'elsewhere' | 'cut' | 'never';
  /** What a probe saw, the power state of the guest. */
  readonly probe?: string;
  /** When its revert was called, if it was: `again` when it was under way at the crash. */
  readonly reverted?: 'before' | 'again' | 'now';
}

/**
 * Tells from its facts alone what became of each step of a stop.
 *
 * @param crash How many facts there were when its process had died.
 */
export function fatesOf(history: readonly Fact[], crash: number): Fate[] {
  return steps.map((step) => {
    const isOf = (fact: Fact) => 'task' in fact && fact.task.endsWith(`/${step}`);
    const before = history.slice(0, crash).filter(isOf);
    const after = history.slice(crash).filter(isOf);
    const probe = probeIn(after);
    const reverted = revertOf(before, after);
    return {
      step,
      executed: executionOf(before, after, probe),
      ...(probe !== undefined && { probe: powerStateName(probe) }),
      ...(reverted !== undefined && { reverted }),
    };
  });
}

/** A table of what became of each step, in words. */
export function fateTable(fates: readonly Fate[]): string {
  const width = Math.max(...steps.map(({ length }) => length));
  return fates.map((fate) => `${fate.step.padEnd(width)}  ${wordsFor(fate)}`).join('\n');
}

function executionOf(
  before: readonly Fact[],
  after: readonly Fact[],
  probe: PowerState | undefined,
): Fate['executed'] {
  const isNew = !has(before, 'task-started');
  const isStarted = has(after, 'task-started');
  if (isNew) return isStarted ? 'now' : 'never';
  if (has(before, 'task-succeeded', 'task-failed')) return 'before';
  if (!isStarted) return has(after, 'task-succeeded') ? 'elsewhere' : 'cut';
  return probe !== undefined && isOff(probe) ? 'probed' : 'again';
}

function revertOf(before: readonly Fact[], after: readonly Fact[]): Fate['reverted'] {
  if (has(before, 'revert-succeeded', 'revert-failed')) return 'before';
  if (!has(after, 'revert-started')) return undefined;
  return has(before, 'revert-started') ? 'again' : 'now';
}

function probeIn(facts: readonly Fact[]): PowerState | undefined {
  const found = facts.find((fact) => fact.type === 'value-recorded' && fact.name === 'probed');
  return found?.type === 'value-recorded' ? Value.Parse(PowerState, found.value) : undefined;
}

function has(facts: readonly Fact[], ...types: readonly Fact['type'][]): boolean {
  return facts.some(({ type }) => types.includes(type));
}

function wordsFor({ executed, probe, reverted }: Fate): string {
  const seen = probe === undefined ? '' : `probed, its guest is ${probe}: `;
  const undone = reverted === undefined ? '' : `; ${revertWords[reverted]}`;
  return `${seen}${executionWords[executed]}${undone}`;
}

const executionWords: Readonly<Record<Fate['executed'], string>> = {
  before: 'executed before the crash, not again',
  probed: 'done before the crash, not executed again',
  again: 'executed again, under the same key',
  now: 'executed now',
  elsewhere: 'executed by another process, which is alive',
  cut: 'cut short by the crash, not executed again',
  never: 'not executed',
};

const revertWords: Readonly<Record<NonNullable<Fate['reverted']>, string>> = {
  before: 'reverted before the crash',
  again: 'reverted again',
  now: 'reverted now',
};
