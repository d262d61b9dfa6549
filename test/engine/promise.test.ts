// Goal: whatever a task answers with that can be waited for is waited for, whoever made it.
import { describe, expect, it } from 'vitest';
import { inOrder, step } from './step.ts';
import { watch } from './watched.ts';

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
