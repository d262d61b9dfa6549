// Goal: what the engine should do and does not do yet, each on its smallest flow.
import { condition, flow, linear, when } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { inOrder, step } from './step.ts';
import { watch } from './watched.ts';

it('a record that nobody waits for is lost without an uproar', async () => {
  const uproar: unknown[] = [];
  const hear = (error: unknown): void => void uproar.push(error);
  process.on('unhandledRejection', hear);
  const careless = step('careless', { execute: (_input, ctx) => void ctx.record('x', 1) });
  const journal = {
    create: () => {},
    append(_id: string, facts: readonly { readonly type: string }[]) {
      if (facts.some(({ type }) => type === 'value-recorded')) throw new Error('disk full');
    },
    load: () => [],
  };
  await expect(watch(inOrder(careless), {}, { journal }).ended).rejects.toMatchObject({
    code: 'RUN_DROPPED',
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  expect(uproar).toEqual([]);
});

it('a condition that promises its answer fails the node that it guards', async () => {
  // @ts-expect-error -- a promise is no answer, but untyped code takes it for one.
  const asked = condition({ name: 'asked', test: async () => false });
  const watched = watch(flow({ name: 'f' }, linear('l', when(asked, step('a')))), {});
  const error = await watched.error();
  expect(watched.events).not.toContain('a running');
  expect(error.failures).toMatchObject([{ task: 'f/l/asked' }]);
});

describe('a promise of another make', () => {
  it('is waited for when it begins only once it is asked', async () => {
    const started: string[] = [];
    const a = step('a', { execute: () => new Lazy(() => void started.push('a')) });
    await watch(inOrder(a), {}).output();
    expect(started).toEqual(['a']);
  });

  it('is waited for when it only takes itself for a promise', async () => {
    const f = inOrder(step('a', { execute: () => new Wrapped() }), step('b'));
    const watched = watch(f, {});
    await watched.output();
    expect(watched.events).toContain('b succeeded');
  });
});

/** A promise whose work begins when somebody waits for it. */
class Lazy extends Promise<void> {
  readonly #work: () => void;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(work: () => void) {
    super((resolve) => resolve());
    this.#work = work;
  }

  override then<A, B>(
    onValue?: ((value: void) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return Promise.resolve().then(this.#work).then(onValue, onError);
  }
}

/** What `instanceof` takes for a promise although it only holds one, as `p-cancelable` does. */
class Wrapped implements Promise<void> {
  readonly [Symbol.toStringTag] = 'Wrapped';
  readonly #real = Promise.resolve();
  readonly then = this.#real.then.bind(this.#real);
  readonly catch = this.#real.catch.bind(this.#real);
  readonly finally = this.#real.finally.bind(this.#real);
}
Object.setPrototypeOf(Wrapped.prototype, Promise.prototype);
