// Goal: what a run asks of a journal, and what becomes of it when the journal refuses.
import { DeclarationError, memoryJournal, run } from '@conductor/taskflow';
import type { Journal, RunInfo } from '@conductor/taskflow';
import { replay, statusesOf, trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step } from '../engine/step.ts';
import { watch } from '../engine/watched.ts';

describe('a journal of memory', () => {
  it('is given what a wide flow starts in pieces, in the order of writing', async () => {
    const log = memoryJournal();
    const pieces: number[] = [];
    const journal: Journal = {
      ...log,
      create(run) {
        pieces.push(run.facts.length);
        return log.create(run);
      },
      append(turn) {
        pieces.push(turn.facts.length);
        log.append(turn);
      },
    };
    const names = Array.from({ length: 2_500 }, (_, index) => `s${index}`);
    const gate = Promise.withResolvers<void>();
    const steps = names.map((name) => step(name, { execute: () => gate.promise }));
    const watched = watch(beside(...steps), {}, { journal });
    await watched.clock.advance(0);
    expect(pieces).toEqual([1_000, 1_000, 501]);
    expect(watched.events.slice(1)).toEqual(names.map((name) => `${name} running`));
    gate.resolve();
    await watched.output();
  });

  it('holds the log of a run, which replays to where the run ended', async () => {
    const f = inOrder(step('a'), failing('b'), step('c'));
    const journal = memoryJournal();
    await watch(f, {}, { journal }).error();
    const state = replay(f.plan, journal.load('r'));
    expect(state.status).toBe('REVERTED');
    expect([...statusesOf(state)]).toEqual([
      ['f/l/a', 'reverted'],
      ['f/l/b', 'reverted'],
      ['f/l/c', 'pending'],
    ]);
  });

  it('lets no run begin under an id that it has', async () => {
    const journal = memoryJournal();
    const f = inOrder(step('a'));
    await run(f, {}, { journal, id: 'one' });
    const before = journal.load('one');
    const again = run(f, {}, { journal, id: 'one' });
    await expect(again).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    expect(journal.load('one')).toEqual(before);
  });
});

const turns: Readonly<Record<string, () => void | Promise<void>>> = {
  'at once': () => undefined,
  'with a promise': () => Promise.resolve(),
  'some turns later': async () => {
    for (let turn = 0; turn < 7; turn++) await Promise.resolve();
  },
  'with a promise of its own kind': () => new Later(),
};

/** A promise that no `instanceof` knows. */
class Later implements Promise<void> {
  readonly [Symbol.toStringTag] = 'Later';
  readonly #real = Promise.resolve().then(() => Promise.resolve());
  readonly then = this.#real.then.bind(this.#real);
  readonly catch = this.#real.catch.bind(this.#real);
  readonly finally = this.#real.finally.bind(this.#real);
}

describe.each(Object.entries(turns))('a journal that answers %s', (_, answer) => {
  it('is given the run, and then its facts turn by turn', async () => {
    const kept = new Kept(answer);
    await watch(inOrder(step('a'), step('b')), {}, { journal: kept }).output();
    expect(kept.created).toEqual([{ id: 'r', flow: 'f', version: 1 }]);
    expect(kept.commits.map((facts) => trace(facts))).toEqual([
      ['run-started f@1', 'task-started f/l/a'],
      ['task-succeeded f/l/a', 'task-started f/l/b'],
      ['task-succeeded f/l/b', 'run-finished SUCCESS'],
    ]);
  });

  it('is asked one thing at a time', async () => {
    const kept = new Kept(answer);
    const steps = Array.from({ length: 10 }, (_step, index) =>
      step(`s${index}`, { execute: (_input, ctx) => ctx.record('index', index) }),
    );
    await watch(beside(...steps, failing('z')), {}, { journal: kept }).error();
    expect(kept.mostAtATime).toBe(1);
    expect(kept.commits.flat()).toHaveLength(1 + 11 * 2 + 10 + 11 * 2 + 1);
    expect(kept.commits.every((facts) => facts.length > 0)).toBe(true);
  });

  it('has a fact before anybody hears of it', async () => {
    const kept = new Kept(answer);
    const heard: [string, boolean][] = [];
    const has = (line: string): boolean => trace(kept.durable).includes(line);
    const a = step('a', {
      async execute(_input, ctx) {
        heard.push(['execute', has('task-started f/l/a')]);
        await ctx.record('x', 1);
        heard.push(['record', has('value-recorded f/l/a x')]);
        throw new Error('a broke');
      },
      revert: () => void heard.push(['revert', has('revert-started f/l/a')]),
    });
    const watched = watch(
      inOrder(a),
      {},
      {
        journal: kept,
        listeners: [
          (events) =>
            void events.on('run', ({ state }) => {
              if (state === 'REVERTED') heard.push([state, has('run-finished REVERTED')]);
            }),
        ],
      },
    );
    await watched.error();
    expect(heard).toEqual([
      ['execute', true],
      ['record', true],
      ['revert', true],
      ['REVERTED', true],
    ]);
  });

  it('that refuses to create the run lets nothing begin', async () => {
    const trouble = new Error('no disk');
    const kept = new Kept(answer, { create: trouble });
    const calls: string[] = [];
    const a = step('a', { execute: () => void calls.push('a') });
    const watched = watch(inOrder(a), {}, { journal: kept });
    await expect(watched.ended).rejects.toBe(trouble);
    expect(kept.commits).toEqual([]);
    expect(calls).toEqual([]);
    expect(watched.events).toEqual([]);
  });
});

it('a run that cannot begin is not created', async () => {
  const kept = new Kept(() => undefined);
  const refused = run(inOrder(step('a')), {}, { journal: kept, concurrency: 0 });
  await expect(refused).rejects.toThrow(DeclarationError);
  expect(kept.created).toEqual([]);
});

/** A journal that keeps commits, and counts how often it is asked at a time. */
class Kept implements Journal {
  readonly created: RunInfo[] = [];
  readonly commits: (readonly Fact[])[] = [];
  /** What has been answered for. */
  readonly durable: Fact[] = [];
  mostAtATime = 0;
  #asked = 0;
  readonly #answer: () => void | Promise<void>;
  readonly #refusal: { readonly create?: Error };

  constructor(answer: () => void | Promise<void>, refusal: { readonly create?: Error } = {}) {
    this.#answer = answer;
    this.#refusal = refusal;
  }

  create(info: RunInfo): void | Promise<void> {
    this.created.push(info);
    const { create } = this.#refusal;
    return this.#after(() => {
      if (create !== undefined) throw create;
    });
  }

  append(_runId: string, facts: readonly Fact[]): void | Promise<void> {
    this.commits.push([...facts]);
    this.#asked += 1;
    this.mostAtATime = Math.max(this.mostAtATime, this.#asked);
    return this.#after(() => {
      this.#asked -= 1;
      this.durable.push(...facts);
    });
  }

  load(): readonly Fact[] {
    return this.durable;
  }

  #after(then: () => void): void | Promise<void> {
    const answered = this.#answer();
    return answered === undefined ? then() : answered.then(then);
  }
}
