/** The form of the work; the word used by `--case`. */
export const shapes = ['linear', 'parallel', 'dag', 'revert'] as const;
export type Shape = (typeof shapes)[number];

/** The value every flow starts from. Not 0, so that a step that was left out shows. */
export const START = 7;

/**
 * One no-op asynchronous step. Its revert never runs unless a later step fails.
 *
 * It comes in two forms, so that every peer has exactly one async function per step: as that
 * function, and as what it computes, for a peer whose steps have another signature.
 */
export interface Step {
  readonly name: string;
  readonly execute: (value: number) => Promise<number>;
  readonly revert: (result: number) => Promise<void>;
  readonly compute: (value: number) => number;
  readonly undo: (result: number) => void;
}

/** A node of the graph: it waits for `parents` (indexes), and has none in the first layer. */
export interface Node {
  readonly name: string;
  readonly parents: readonly number[];
  readonly execute: (a: number, b: number, c: number) => Promise<number>;
  readonly compute: (a: number, b: number, c: number) => number;
}

/** What is to be done, and the check that every run's result must pass; it throws WrongResult. */
export interface Work<Part, Result> {
  readonly steps: readonly Part[];
  check(result: Result): void;
}

export type ChainWork = Work<Step, number>;
export type FanWork = Work<Step, readonly number[]>;
export type GraphWork = Work<Node, readonly number[]>;
export type RevertWork = Work<Step, unknown>;

/** A run gave another result than the work demands: the benchmark itself fails. */
export class WrongResult extends Error {
  override name = 'WrongResult';
}

/** What the last step of the revert work says when it fails. */
const LAST_STEP_FAILED = 'the last step fails';

/** Each step adds one to the result of the one before, so the end result covers all of them. */
export function chainWork(n: number): ChainWork {
  const steps = Array.from({ length: n }, (_, index) => step(index, (value) => value + 1));
  return { steps, check: (result) => expect('the chain', result, START + n) };
}

/** Each step adds its own index to the start value; every single result is compared. */
export function fanWork(n: number): FanWork {
  const steps = Array.from({ length: n }, (_, index) => step(index, (value) => value + index));
  return {
    steps,
    check(results) {
      expect('the number of results', results.length, n);
      let index = 0;
      for (const result of results) expect('a parallel step', result, START + index++);
    },
  };
}

/** Layers of 20 nodes with three parents each; a result covers all nodes above it. */
export function graphWork(n: number): GraphWork {
  const steps = Array.from({ length: n }, (_, index) => node(index));
  const expected = lastLayer(steps);
  return {
    steps,
    check(results) {
      expect('the number of results', results.length, WIDTH);
      let column = 0;
      for (const result of results) expect('a node', result, expected[column++]);
    },
  };
}

/**
 * The last of `n` steps fails; the others must be reverted, last first, each with its result. The
 * result of a run is the error of that step, or one with its message (node-sagas keeps no more).
 */
export function revertWork(n: number): RevertWork {
  let next = n - 2;
  let wrong = 0;
  const steps = Array.from({ length: n }, (_, index) =>
    step(
      index,
      (value) => {
        if (index === n - 1) throw new Error(LAST_STEP_FAILED);
        return value + 1;
      },
      (result) => {
        if (index !== next || result !== START + index + 1) wrong++;
        next--;
      },
    ),
  );
  return {
    steps,
    check(error) {
      const failed = error instanceof Error && error.message === LAST_STEP_FAILED;
      if (!failed) throw new WrongResult(`the run ended with ${String(error)}`);
      expect('the number of reverts', n - 2 - next, n - 1);
      expect('the number of wrong reverts', wrong, 0);
      next = n - 2;
    },
  };
}

/** How many nodes stand in one layer of the graph. */
export const WIDTH = 20;

function step(index: number, compute: Step['compute'], undo: Step['undo'] = () => {}): Step {
  return {
    name: `step-${index}`,
    execute: async (value) => compute(value),
    revert: async (result) => undo(result),
    compute,
    undo,
  };
}

function node(index: number): Node {
  const column = index % WIDTH;
  const above = index - column - WIDTH;
  const parents = above < 0 ? [] : [0, 1, 7].map((shift) => above + ((column + shift) % WIDTH));
  // The modulus keeps the values small integers however deep the graph is.
  const compute = (a: number, b: number, c: number) => (a + b + c + index) % 1_000_003;
  const execute = async (a: number, b: number, c: number) => compute(a, b, c);
  return { name: `step-${index}`, parents, execute, compute };
}

function lastLayer(nodes: readonly Node[]): number[] {
  const values: number[] = [];
  nodes.forEach(({ parents }, index) => {
    const [a = START, b = START, c = START] = parents.map((parent) => values[parent]);
    values.push((a + b + c + index) % 1_000_003);
  });
  return values.slice(-WIDTH);
}

function expect(what: string, found: number, expected: number | undefined): void {
  if (found !== expected) throw new WrongResult(`${what} is ${found}, not ${expected}`);
}
