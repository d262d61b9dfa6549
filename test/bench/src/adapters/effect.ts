import { Effect, Exit, Fiber } from 'effect';
import type { Peer } from '../peer.ts';
import { START, WIDTH, type Node } from '../work.ts';

/**
 * Effect: generators over `Effect.promise`, run by `runPromise`. There is no graph: the dag is a
 * fiber per node that joins the fibers of its parents. The revert is `acquireRelease` whose
 * release looks at the exit; the other cases leave it out, since Effect does not ask for it.
 */
export const effect: Peer = {
  undefinable: 'a generator, built while it runs',
  linear({ steps }) {
    const program = Effect.gen(function* () {
      let value = START;
      for (const step of steps) {
        const before = value;
        value = yield* Effect.promise(() => step.execute(before));
      }
      return value;
    });
    return () => Effect.runPromise(program);
  },
  parallel({ steps }) {
    const program = Effect.forEach(steps, (step) => Effect.promise(() => step.execute(START)), {
      concurrency: 'unbounded',
    });
    return () => Effect.runPromise(program);
  },
  dag({ steps }) {
    const program = Effect.gen(function* () {
      const running: Fiber.Fiber<number>[] = [];
      for (const node of steps) running.push(yield* Effect.forkChild(afterParents(node, running)));
      return yield* Effect.forEach(running.slice(-WIDTH), (fiber) => Fiber.join(fiber));
    });
    return () => Effect.runPromise(program);
  },
  revert({ steps }) {
    const program = Effect.gen(function* () {
      let value = START;
      for (const step of steps) {
        const before = value;
        const execute = Effect.tryPromise({
          try: () => step.execute(before),
          catch: (error) => error,
        });
        value = yield* Effect.acquireRelease(execute, (result, exit) =>
          Exit.isFailure(exit) ? Effect.promise(() => step.revert(result)) : Effect.void,
        );
      }
      return value;
    });
    const flipped = Effect.flip(Effect.scoped(program));
    return () => Effect.runPromise(flipped);
  },
};

function afterParents(node: Node, running: readonly Fiber.Fiber<number>[]): Effect.Effect<number> {
  return Effect.gen(function* () {
    const values: number[] = [];
    for (const parent of node.parents) {
      const fiber = running[parent];
      if (fiber !== undefined) values.push(yield* Fiber.join(fiber));
    }
    const [a = START, b = START, c = START] = values;
    return yield* Effect.promise(() => node.execute(a, b, c));
  });
}
