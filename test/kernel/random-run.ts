import { decide, emptyState, evolve } from '@conductor/taskflow/kernel';
import type { Command, Fact, Plan, State } from '@conductor/taskflow/kernel';
import fc from 'fast-check';

import { planOf } from './blueprint.ts';
import { say } from './log.ts';
import { randomFlow } from './random-flow.ts';
import type { RandomFlow } from './random-flow.ts';
import type { Fate } from './shape.ts';

/** A flow, what becomes of its tasks, and everything that the world decides while it runs. */
export interface RandomRun extends RandomFlow {
  readonly input: Readonly<Record<string, unknown>>;
  /** How many tasks may be under way at once. */
  readonly slots: number;
  /** After how many facts somebody cancels; later than the last one is never. */
  readonly cancelAfter: number;
  /** What happens next, again and again; the first that may, when all are used up. */
  readonly turns: readonly number[];
}

/** Runs of random flows: any outcomes, in any order, any number at a time, cancelled anywhere. */
export function randomRun(): fc.Arbitrary<RandomRun> {
  return fc
    .record({
      random: randomFlow(),
      maybe: fc.boolean(),
      slots: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 3 })),
      cancelAfter: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 40 })),
      turns: fc.array(fc.nat(1_000), { maxLength: 60 }),
    })
    .map(({ random, maybe, ...run }) => ({
      ...random,
      ...run,
      input: maybe ? { given: 'given', maybe: 'maybe' } : { given: 'given' },
    }));
}

/** One fact of a run, and the state that it led to. */
export interface Step {
  readonly fact: Fact;
  readonly state: State;
  /** Everything that may start now, however many are under way. */
  readonly commands: readonly Command[];
  /** How many of them a driver would be given that has this many slots left. */
  readonly bounded: readonly Command[];
  readonly slotsLeft: number;
}

/**
 * Drives a run to its end as an engine would, but with every order that the kernel permits: it
 * obeys any command of those given, and lets any task that is under way end.
 * The state of a step is changed by the next: look at it before going on.
 */
export function* drive(run: RandomRun, plan: Plan = planOf(run.flow)): Generator<Step> {
  const state = emptyState(plan);
  const world = new World(run);
  for (let fact: Fact | undefined = say.runStarted('f', run.input); fact !== undefined;) {
    world.see(fact);
    evolve(state, fact);
    const slotsLeft = run.slots - world.underWay.size;
    const bounded = decide(state, slotsLeft);
    yield { fact, state, commands: decide(state), bounded, slotsLeft };
    fact = world.next(state, bounded);
  }
}

/** The log of a run. */
export function logOf(run: RandomRun): Fact[] {
  return [...drive(run)].map(({ fact }) => fact);
}

/** What a task provides under a key. */
export function valueOf(path: string, key: string): string {
  return `${key} of ${path}`;
}

/** Everything outside the kernel: the tasks, those who wait for them, and chance. */
class World {
  /** Tasks under way, each with the fact that will end it. */
  readonly underWay = new Map<string, Fact>();
  readonly #run: RandomRun;
  #facts = 0;
  #turn = 0;

  constructor(run: RandomRun) {
    this.#run = run;
  }

  see(fact: Fact): void {
    this.#facts += 1;
    // Two facts forward and two back of each task, and one for each turn, is all there can be.
    const most = 4 * this.#run.fates.size + this.#run.turns.length + 3;
    if (this.#facts > most) throw new Error('the run does not end');
    if ('task' in fact && isEnd(fact)) this.underWay.delete(fact.task);
  }

  next(state: State, commands: readonly Command[]): Fact | undefined {
    const { cancelAfter } = this.#run;
    if (this.#facts === cancelAfter && state.status === 'RUNNING' && !state.pivoted) {
      return say.runCancelled();
    }
    const starts = commands.filter((command) => command.do !== 'wait');
    const ends = [...this.underWay.values()];
    const chance = this.#run.turns[this.#turn++] ?? 0;
    const pick = chance % Math.max(1, starts.length + ends.length);
    const command = starts[pick];
    if (command !== undefined) return this.#obey(command);
    const end = ends[pick - starts.length];
    if (end === undefined && commands.length > 0) throw new Error('nothing can happen any more');
    return end === undefined ? undefined : (notedOnTheWay(end, chance) ?? end);
  }

  #obey(command: Command): Fact | undefined {
    switch (command.do) {
      case 'execute':
        return this.#start(command.atom);
      case 'choose': {
        const { path, name } = command.atom;
        const fate = this.#fateOf(name);
        return fate.forward === 'is refused' ? say.refused(path) : say.chosen(path, fate.arm);
      }
      case 'revert': {
        const { path, name } = command.atom;
        const fails = this.#fateOf(name).revertFails;
        this.underWay.set(path, fails ? say.revertFailed(path) : say.revertSucceeded(path));
        return say.revertStarted(path);
      }
      case 'finish':
        return say.runFinished(command.outcome);
      case 'wait':
        return undefined;
    }
  }

  #start({ path, name, writes }: Plan['atoms'][number]): Fact {
    const { forward } = this.#fateOf(name);
    if (forward === 'is refused') return say.refused(path);
    const result = Object.fromEntries(writes.map((to) => [to.name, valueOf(path, to.name)]));
    const ends = {
      succeeds: () => say.succeeded(path, result),
      fails: () => say.failed(path, 'failed'),
      'ends unknown': () => say.failed(path, 'unknown'),
    };
    this.underWay.set(path, ends[forward]());
    return say.started(path);
  }

  #fateOf(name: string): Fate {
    const fate = this.#run.fates.get(name);
    if (fate === undefined) throw new Error(`nobody said what becomes of '${name}'`);
    return fate;
  }
}

function isEnd(fact: Fact): boolean {
  return /^(task-succeeded|task-failed|revert-succeeded|revert-failed)$/.test(fact.type);
}

/** Now and then a task notes something, or fails an attempt and tries again. */
function notedOnTheWay(end: Fact, chance: number): Fact | undefined {
  if (!('task' in end)) return undefined;
  const isBack = end.type === 'revert-succeeded' || end.type === 'revert-failed';
  if (chance % 7 === 1) return say.attemptFailed(end.task, isBack ? 'revert' : 'execute');
  if (chance % 7 === 2) return say.recorded(end.task, `note ${chance % 3}`, chance);
  return undefined;
}
