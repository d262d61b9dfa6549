// Goal: what listeners are told of a run, in which order, and that nothing they do harms it.
import {
  condition,
  describe as drawn,
  flow,
  linear,
  nothingToUndo,
  parallel,
  quietLogger,
  task,
  when,
} from '@conductor/taskflow';
import type { Listener, RunEventMap, RunEvents } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step, throwing } from './step.ts';
import { hearing, watch } from './watched.ts';

const run = { id: 'r', flow: 'f', version: 1 };

describe('an event', () => {
  it('of the run says in which state it is, and every failure so far', async () => {
    const told = new Told('run');
    const stuck = step('stuck', { revert: throwing('stuck broke') });
    const watched = watch(inOrder(stuck, failing('z')), {}, { listeners: [told.listener] });
    await watched.error();
    const z = {
      name: 'Error',
      message: 'z broke',
      kind: 'error',
      retryable: true,
      task: 'f/l/z',
      attempt: 1,
    };
    expect(told.events).toEqual([
      { run, at: 0, state: 'RUNNING', failures: [] },
      { run, at: 0, state: 'REVERTING', failures: [z] },
      {
        run,
        at: 0,
        state: 'FAILURE',
        failures: [z, { ...z, message: 'stuck broke', task: 'f/l/stuck' }],
      },
    ]);
  });

  it('of a task says what it provides, or why it failed', async () => {
    const told = new Told('task');
    const give = task({
      name: 'give',
      provides: { word: Type.String() },
      execute: () => ({ word: 'w' }),
      revert: nothingToUndo,
    });
    const f = flow({ name: 'f' }, linear('l', give, failing('z')));
    await watch(f, {}, { listeners: [told.listener] }).error();
    const whose = (name: string) => ({ run, at: 0, task: `f/l/${name}`, name });
    const failure = { message: 'z broke', attempt: 1 };
    expect(told.events).toMatchObject([
      { ...whose('give'), state: 'running' },
      { ...whose('give'), state: 'succeeded', result: { word: 'w' } },
      { ...whose('z'), state: 'running' },
      { ...whose('z'), state: 'failed', failure, attempt: 1 },
      { ...whose('z'), state: 'reverting' },
      { ...whose('z'), state: 'reverted' },
      { ...whose('give'), state: 'reverted' },
    ]);
  });

  it('of an attempt says which has failed, and when the next follows', async () => {
    const told = new Told('attempt');
    const policy = { retries: 1, minTimeout: 50 };
    const a = failing('a', { retry: policy, revertRetry: policy, revert: throwing('stuck') });
    await watch(inOrder(a), {}, { listeners: [told.listener] }).error();
    const whose = { run, task: 'f/l/a', name: 'a', attempt: 1, delayMs: 50 };
    expect(told.events).toMatchObject([
      { ...whose, at: 0, direction: 'execute', failure: { message: 'a broke', attempt: 1 } },
      { ...whose, direction: 'revert', failure: { message: 'stuck', attempt: 1 } },
    ]);
  });

  it('has the time of the clock of the run', async () => {
    const told = new Told('task');
    const slow = step('slow', { retry: { retries: 1, minTimeout: 70 }, execute: failOnce() });
    await watch(inOrder(slow), {}, { listeners: [told.listener] }).output();
    expect(told.events.map(({ at }) => at)).toEqual([0, 70]);
  });

  it('of a task that is skipped comes when the choice is made, and none of its revert', async () => {
    const never = condition({ name: 'never', test: () => false });
    const f = flow(
      { name: 'f' },
      linear('l', when(never, linear('arm', step('a'), step('b')), step('c')), failing('z')),
    );
    const watched = watch(f, {});
    await watched.error();
    expect(watched.events).toEqual([
      'run RUNNING',
      'a skipped',
      'b skipped',
      'c running',
      'c succeeded',
      'z running',
      'z failed',
      'run REVERTING',
      'z reverting',
      'z reverted',
      'c reverting',
      'c reverted',
      'run REVERTED',
    ]);
  });

  it('never comes of a task that never started', async () => {
    const watched = watch(inOrder(failing('a'), step('b')), {});
    await watched.error();
    expect(watched.events.filter((line) => line.startsWith('b '))).toEqual([]);
  });
});

describe('the events of a run', () => {
  it('come in the same order every time', async () => {
    const f = () => {
      const left = linear('left', step('a', { execute: turns(3) }), step('b'));
      const right = linear('right', step('c'), step('d', { execute: turns(2) }), step('e'));
      return flow({ name: 'f' }, linear('l', parallel('p', left, right, step('g')), failing('z')));
    };
    const first = watch(f(), {});
    await first.error();
    expect(first.events).toHaveLength(3 + 7 * 4);
    for (let again = 0; again < 5; again++) {
      const next = watch(f(), {});
      await next.error();
      expect(next.events).toEqual(first.events);
    }
  });

  it('are told to every listener, in the order of subscribing', async () => {
    const lines: string[] = [];
    const naming =
      (name: string): Listener =>
      (events) => {
        events.on('run', ({ state }) => lines.push(`${name} ${state}`));
      };
    await watch(inOrder(), {}, { listeners: [naming('one'), naming('two')] }).output();
    expect(lines).toEqual(['one RUNNING', 'two RUNNING', 'one SUCCESS', 'two SUCCESS']);
  });

  it('come with a drawing of the flow', async () => {
    const seen: unknown[] = [];
    const f = inOrder(step('a'), step('b'));
    await watch(f, {}, { listeners: [(events) => seen.push(events.flow)] }).output();
    expect(seen).toEqual([drawn(f)]);
  });
});

describe('a callback', () => {
  it('is called no more once it is taken away', async () => {
    const lines: string[] = [];
    const listener: Listener = (events) => {
      const off = events.on('task', ({ name, state }) => {
        lines.push(`${name} ${state}`);
        if (name === 'b') off();
      });
      events.on('run', ({ state }) => lines.push(state));
    };
    await watch(inOrder(step('a'), step('b'), step('c')), {}, { listeners: [listener] }).output();
    expect(lines).toEqual(['RUNNING', 'a running', 'a succeeded', 'b running', 'SUCCESS']);
  });

  it('takes no other away, and none twice', async () => {
    const lines: string[] = [];
    const listener: Listener = (events) => {
      const note = ({ state }: RunEventMap['run']): void => void lines.push(state);
      const off = events.on('run', note);
      events.on('run', note);
      off();
      off();
    };
    await watch(inOrder(step('a')), {}, { listeners: [listener] }).output();
    expect(lines).toEqual(['RUNNING', 'SUCCESS']);
  });

  it('may subscribe another on its way', async () => {
    const lines: string[] = [];
    const listener: Listener = (events) => {
      const off = events.on('task', () => {
        off();
        events.on('task', ({ name, state }) => lines.push(`${name} ${state}`));
      });
    };
    await watch(inOrder(step('a'), step('b')), {}, { listeners: [listener] }).output();
    expect(lines).toEqual(['a succeeded', 'b running', 'b succeeded']);
  });
});

describe('a listener that throws', () => {
  const trouble = new Error('listener broke');
  const ways: readonly [what: string, listener: Listener, times: number][] = [
    [
      'when it is called',
      () => {
        throw trouble;
      },
      1,
    ],
    ['in a callback', (events) => void events.on('task', throwingAlways), 4],
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- it is what people write.
    ['in a callback that is async', (events) => void events.on('task', rejecting), 4],
    ['when it is called, being async', rejecting, 1],
  ];

  function throwingAlways(): never {
    throw trouble;
  }

  async function rejecting(): Promise<void> {
    await Promise.resolve();
    throw trouble;
  }

  it.each(ways)('%s is reported and harms nothing', async (_, listener, times) => {
    const after: string[] = [];
    const f = inOrder(step('a'), step('b'));
    const watched = watch(f, {}, { listeners: [listener, hearing(after)] });
    expect(await watched.output()).toEqual({});
    await watched.clock.advance(0);
    expect(watched.reports).toEqual(Array.from({ length: times }, () => ({ run, error: trouble })));
    expect(after).toEqual(watched.events);
    expect(after).toHaveLength(6);
  });

  it('harms nothing even when the log throws that hears of it', async () => {
    const broken = {
      ...quietLogger,
      error() {
        throw new Error('the log is full');
      },
    };
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

  it('keeps its other callbacks', async () => {
    const lines: string[] = [];
    const listener = (events: RunEvents): void => {
      events.on('run', throwingAlways);
      events.on('run', ({ state }) => lines.push(state));
    };
    await watch(beside(step('a')), {}, { listeners: [listener] }).output();
    expect(lines).toEqual(['RUNNING', 'SUCCESS']);
  });
});

/** Keeps every event of one name. */
class Told<Name extends keyof RunEventMap> {
  readonly events: RunEventMap[Name][] = [];
  readonly listener: Listener;

  constructor(name: Name) {
    this.listener = (events) => void events.on(name, (event) => this.events.push(event));
  }
}

function failOnce() {
  return (_input: unknown, { attempt }: { readonly attempt: number }): void => {
    if (attempt === 1) throw new Error('not yet');
  };
}

function turns(count: number): () => Promise<void> {
  return async () => {
    for (let turn = 0; turn < count; turn++) await Promise.resolve();
  };
}
