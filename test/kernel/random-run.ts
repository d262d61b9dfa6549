import { decide, emptyState, evolve, isFinal, taskCode } from '@conductor/taskflow/kernel';
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
  /** What comes upon the run from outside. */
  readonly upsets: readonly Upset[];
  /** What happens next, again and again; the first that may, when all are used up. */
  readonly turns: readonly number[];
}

/** Something from outside: the process dies, the run is to rest, or is told something. */
export interface Upset {
  /** After how many facts; later than the last one is never. */
  readonly after: number;
  readonly what: 'death' | 'rest' | 'signal';
}

/**
 * Runs of random flows: any outcomes, in any order, any number at a time, cancelled, suspended and
 * resumed anywhere.
 */
export function randomRun(): fc.Arbitrary<RandomRun> {
  return fc
    .record({
      random: randomFlow(),
      maybe: fc.boolean(),
      slots: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 3 })),
      cancelAfter: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 40 })),
      upsets: fc.array(upset, { maxLength: 6 }),
      turns: fc.array(fc.nat(1_000), { maxLength: 60 }),
    })
    .map(({ random, maybe, ...run }) => ({
      ...random,
      ...run,
      input: maybe ? { given: 'given', maybe: 'maybe' } : { given: 'given' },
    }));
}

const upset = fc.record<Upset>({
  after: fc.integer({ min: 1, max: 60 }),
  what: fc.constantFrom('death', 'death', 'rest', 'rest', 'signal'),
});

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

/** Everything outside the kernel: the tasks, those who wait for them, time and chance. */
class World {
  /** Tasks under way, each with the fact that will end it. */
  readonly underWay = new Map<string, Fact>();
  readonly #run: RandomRun;
  /** Until when those of them wait that try again. */
  readonly #pauses = new Map<string, number>();
  #facts = 0;
  #turn = 0;
  #now = 0;

  constructor(run: RandomRun) {
    this.#run = run;
  }

  see(fact: Fact): void {
    this.#facts += 1;
    // Two facts forward and two back of each task, once more each time that all are lost, and one
    // for each turn is all there can be.
    const { fates, turns, upsets } = this.#run;
    const most = (4 + 2 * upsets.length) * fates.size + turns.length + 4 * upsets.length + 3;
    if (this.#facts > most) throw new Error('the run does not end');
    if ('task' in fact && isEnd(fact)) this.underWay.delete(fact.task);
    if (fact.type === 'run-resumed' || fact.type === 'run-suspended') this.underWay.clear();
    if (fact.type === 'attempt-failed') this.#pauses.set(fact.task, fact.at + fact.delayMs);
  }

  next(state: State, commands: readonly Command[]): Fact | undefined {
    const fact = this.#upset(state) ?? this.#goOn(state, commands);
    // Some facts come together, as they do in one turn of an engine.
    this.#now += [0, 0, 1, 12][this.#facts % 4] ?? 0;
    return fact && { ...fact, at: this.#now };
  }

  #upset(state: State): Fact | undefined {
    if (isFinal(state.status)) return undefined;
    const { what } = this.#run.upsets.find(({ after }) => after === this.#facts) ?? {};
    if (what === 'death') return say.runResumed();
    if (what === 'signal') return say.signalled(`signal ${this.#facts % 2}`, this.#facts);
    if (state.status === 'SUSPENDED') return say.runResumed();
    if (what === 'rest') return state.suspending ? say.suspendWithdrawn() : say.runSuspending();
    // Who only waits for another attempt is not waited for.
    const areWaiting = [...this.underWay.keys()].every(
      (path) => (this.#pauses.get(path) ?? 0) > this.#now,
    );
    const isResting = state.suspending && this.underWay.size > 0 && areWaiting;
    return isResting ? say.runSuspended() : undefined;
  }

  #goOn(state: State, commands: readonly Command[]): Fact | undefined {
    const { cancelAfter } = this.#run;
    if (this.#facts === cancelAfter && state.status === 'RUNNING' && !state.pivoted) {
      return say.runCancelled();
    }
    const starts = commands.filter((command) => command.do !== 'wait');
    const ends = [...this.underWay.values()];
    const chance = this.#run.turns[this.#turn++] ?? 0;
    const pick = chance % Math.max(1, starts.length + ends.length);
    const command = starts[pick];
    if (command !== undefined) return this.#obey(command, state, chance);
    const end = ends[pick - starts.length];
    if (end === undefined && commands.length > 0) throw new Error('nothing can happen any more');
    return end === undefined ? undefined : (notedOnTheWay(end, chance) ?? end);
  }

  #obey(command: Command, { codes }: State, chance: number): Fact | undefined {
    switch (command.do) {
      case 'execute': {
        const { index, path } = command.atom;
        // Now and then somebody finds that it was lost too often.
        const isGivenUp = codes[index] === taskCode.lost && chance % 3 === 1;
        return isGivenUp ? say.failed(path, 'unknown') : this.#start(command.atom);
      }
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
      case 'suspend':
        return say.runSuspended();
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
  const outcome = chance % 2 === 0 ? 'failed' : 'unknown';
  if (chance % 7 === 1) return say.attemptFailed(end.task, isBack ? 'revert' : 'execute', outcome);
  if (chance % 7 === 2) return say.recorded(end.task, `note ${chance % 3}`, chance);
  return undefined;
}
