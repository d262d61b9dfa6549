// Goal: what the engine should do and does not do yet, each on its smallest flow.
import {
  atReceiver,
  condition,
  DeclarationError,
  flow,
  implement,
  irreversible,
  linear,
  nothingToUndo,
  quietLogger,
  receiver,
  run,
  sleep,
  task,
  when,
} from '@conductor/taskflow';
import type { Context, Flow } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step } from './step.ts';
import type { Step } from './step.ts';
import { hearing, watch } from './watched.ts';

describe('a cancellation', () => {
  it('that comes before the run lets nothing start', async () => {
    const watched = watch(inOrder(step('a'), step('b')), {}, { signal: AbortSignal.abort() });
    const error = await watched.error();
    expect(error).toMatchObject({ outcome: 'REVERTED', reason: 'cancelled', reverted: [] });
    expect(watched.trace()).toEqual([
      'run-started f@1',
      'run-cancelled (This operation was aborted)',
      'run-finished REVERTED',
    ]);
  });

  it('that comes from a synchronous task is heard before the next one', async () => {
    const controller = new AbortController();
    const a = step('a', { execute: () => controller.abort(new Error('enough')) });
    const watched = watch(inOrder(a, step('b')), {}, { signal: controller.signal });
    await watched.error();
    expect(watched.trace().slice(1)).toEqual([
      'task-started f/l/a',
      'task-succeeded f/l/a',
      'run-cancelled (enough)',
      'revert-started f/l/a',
      'revert-succeeded f/l/a',
      'run-finished REVERTED',
    ]);
  });

  it('that comes from a listener is heard before the next task', async () => {
    const controller = new AbortController();
    const abort = (): void => controller.abort(new Error('enough'));
    const watched = watch(
      inOrder(step('a'), step('b')),
      {},
      {
        signal: controller.signal,
        listeners: [(events) => void events.on('task', abort)],
      },
    );
    expect((await watched.error()).reason).toBe('cancelled');
    expect(watched.events).not.toContain('b running');
  });
});

describe('a task whose time is over', () => {
  const waits: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
    'sleeps by its signal': (signal) => sleep(manualClock(), 1_000, signal),
    'rejects as soon as it is told': (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('told'))),
      ),
    'resolves as soon as it is told': (signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  };

  it.each(Object.entries(waits))('has timed out, even when it %s', async (_, wait) => {
    const a = step('a', { timeout: 10, execute: (_input, { signal }) => wait(signal) });
    const watched = watch(inOrder(a), {});
    const error = await watched.error();
    expect(error.failures).toMatchObject([{ kind: 'timeout', code: 'TIMEOUT' }]);
    expect(watched.facts()).toContainEqual(
      expect.objectContaining({ type: 'task-failed', outcome: 'unknown' }),
    );
  });
});

it('a task of which one attempt is unknown is unknown, whatever the next attempts say', async () => {
  const pay = step('pay', {
    timeout: 10,
    retry: { retries: 1, minTimeout: 0 },
    revert: irreversible,
    execute: (_input, { attempt }) =>
      attempt === 1 ? new Promise(() => {}) : Promise.reject(new Error('refused')),
  });
  const watched = watch(inOrder(pay), {});
  expect(await watched.error()).toMatchObject({ outcome: 'FAILURE', standing: ['f/l/pay'] });
  expect(watched.trace()).toContain('task-failed f/l/pay unknown (refused)');
});

describe('the context of a task', () => {
  it('may be taken apart', async () => {
    const a = step('a', {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- it is what people write.
      async execute(_input, { progress, record }) {
        progress(0.5);
        await record('x', 1);
      },
    });
    const watched = watch(inOrder(a), {});
    await watched.output();
    expect(watched.events).toContain('a at 0.5');
    expect(watched.trace()).toContain('value-recorded f/l/a x');
  });

  it('records under every name', async () => {
    const partials: object[] = [];
    const a = step('a', {
      execute: (_input, ctx) => ctx.record('__proto__', { polluted: true }),
      revert: (_input, { partial }) => void partials.push(partial),
    });
    await watch(inOrder(a, failing('z')), {}).error();
    expect(Object.entries(partials[0] ?? {})).toEqual([['__proto__', { polluted: true }]]);
  });

  it('tells nothing after the run was dropped', async () => {
    const gate = Promise.withResolvers<void>();
    const contexts: Context[] = [];
    const a = step('a', {
      execute(_input, ctx) {
        contexts.push(ctx);
        return gate.promise;
      },
    });
    const journal = {
      create: () => {},
      append(_id: string, facts: readonly { readonly type: string }[]) {
        if (facts.some(({ type }) => type === 'task-succeeded')) throw new Error('disk full');
      },
      load: () => [],
    };
    const watched = watch(beside(a, step('b')), {}, { journal });
    await expect(watched.ended).rejects.toMatchObject({ code: 'RUN_DROPPED' });
    contexts[0]?.progress(0.9);
    expect(watched.events).not.toContain('a at 0.9');
  });
});

it('every attempt is given the same input, whatever the former did with it', async () => {
  const seen: number[] = [];
  const careless = task({
    name: 'careless',
    requires: { count: Type.Number() },
    retry: { retries: 1, minTimeout: 0 },
    execute(input: { count: number }) {
      seen.push((input.count += 1));
      throw new Error('careless');
    },
    revert: nothingToUndo,
  });
  await watch(flow({ name: 'f', input: { count: Type.Number() } }, careless), { count: 1 }).error();
  expect(seen).toEqual([2, 2]);
});

it.each([1.5, 2.9])(
  'a concurrency of %d is refused, as nobody can be half under way',
  async (given) => {
    const refused = run(inOrder(step('a')), {}, { concurrency: given });
    await expect(refused).rejects.toThrow(DeclarationError);
  },
);

describe('a name that every object inherits', () => {
  it('is not there when an optional input of it is not given', async () => {
    const seen: unknown[] = [];
    const shape = { constructor: Type.Optional(Type.Unknown()) };
    const a = task({
      name: 'a',
      requires: shape,
      execute: (input) => void seen.push(Object.keys(input)),
      revert: nothingToUndo,
    });
    const f: Flow = flow({ name: 'f', input: shape }, a);
    await watch(f, {}).output();
    expect(seen).toEqual([[]]);
  });

  it('is not there when an optional result of it stays away', async () => {
    const give = task({
      name: 'give',
      provides: { toString: Type.Optional(Type.Unknown()) },
      execute: () => ({}),
      revert: nothingToUndo,
    });
    const f: Flow = flow({ name: 'f' }, give);
    expect(await watch(f, {}).output()).toEqual({});
  });
});

describe('a receiver', () => {
  const contract = task({ name: 'move', at: 'compute', revert: atReceiver });

  it('that cannot revert a task that counts on it does not get it', async () => {
    const older = task({ name: 'move', at: 'compute', revert: nothingToUndo });
    const compute = receiver('compute', [implement(older, { execute: () => {} })]);
    const f = flow({ name: 'f' }, linear('l', contract, failing('z')));
    const watched = watch(f, {}, { receivers: [compute] });
    const error = await watched.error();
    expect(watched.events).not.toContain('move reverted');
    expect(watched.events).toContain('move refused');
    expect(error.failures).toMatchObject([{ kind: 'receiver', task: 'f/l/move' }]);
  });
});

describe('trouble beside the run', () => {
  const broken = {
    ...quietLogger,
    error() {
      throw new Error('the log is full');
    },
  };

  it('harms nothing when a log throws that hears of a listener', async () => {
    const lines: string[] = [];
    const listener = (): never => {
      throw new Error('listener broke');
    };
    const throwing = (events: { on: (name: 'task', call: () => void) => void }): void =>
      events.on('task', listener);
    const listeners = [throwing, hearing(lines)];
    expect(await watch(inOrder(step('a')), {}, { log: broken, listeners }).output()).toEqual({});
    expect(lines).toHaveLength(4);
  });
});

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

/** What `instanceof` takes for a promise, and is none: a promise that can do more, around a real one. */
class Wrapped implements Promise<void> {
  readonly [Symbol.toStringTag] = 'Wrapped';
  readonly #real = Promise.resolve();
  readonly then = this.#real.then.bind(this.#real);
  readonly catch = this.#real.catch.bind(this.#real);
  readonly finally = this.#real.finally.bind(this.#real);
}
Object.setPrototypeOf(Wrapped.prototype, Promise.prototype);

describe('a result that throws when it is read', () => {
  it('fails its task, even when the run leaves the checks out', async () => {
    const give = task({
      name: 'give',
      provides: { it: Type.Unknown() },
      execute: () => ({
        get it(): unknown {
          throw new Error('not ready');
        },
      }),
      revert: nothingToUndo,
    });
    const f = flow({ name: 'f' }, linear('l', step('a'), give));
    const error = await watch(f, {}, { validate: false }).error();
    expect(error).toMatchObject({ outcome: 'REVERTED', reverted: ['f/l/a', 'f/l/give'] });
  });
});

it('a task with a policy ends, even when nobody can ask what it threw', async () => {
  const trapped = new Proxy(new Error('proxy'), {
    getPrototypeOf() {
      throw new Error('the prototype is a trap');
    },
  });
  const a: Step = step('a', { timeout: 1_000, execute: () => Promise.reject(trapped) });
  const error = await watch(inOrder(a), {}).error();
  expect(error.failures).toMatchObject([{ message: 'an error that cannot be read' }]);
});
