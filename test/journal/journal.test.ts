// Goal: what a run asks of a journal, and what becomes of it when the journal refuses.
import { DeclarationError, JournalError, memoryJournal, run } from '@conductor/taskflow';
import type { Created, NewRun, RunJournal, Turn } from '@conductor/taskflow';
import { fingerprint, replay, statusesOf, trace } from '@conductor/taskflow/kernel';
import type { Fact } from '@conductor/taskflow/kernel';
import { manualClock } from '@conductor/taskflow/testing';
import { describe, expect, it } from 'vitest';
import { beside, failing, inOrder, step } from '../engine/step.ts';
import { hearing, watch } from '../engine/watched.ts';
import { heldBy } from './hand-made.ts';

describe('a journal of memory', () => {
  const fact = (reason: string): Fact => ({ type: 'run-cancelled', at: 0, reason });
  const newRun = (id: string, ...facts: readonly Fact[]): NewRun => ({
    ...{ id, flow: 'f', version: 1, fingerprint: 'print', onConflict: 'reject', owner: 'me' },
    ...{ facts, status: 'RUNNING', at: 0 },
  });
  const turn = (run: string, ...facts: readonly Fact[]): Turn => ({
    hold: { run, owner: 'me', epoch: 1 },
    ...{ facts, status: 'RUNNING', at: 0 },
  });
  const leased = () => {
    const journal = memoryJournal();
    journal.renew('me', Number.POSITIVE_INFINITY);
    return journal;
  };

  it('gives back what was created and appended, each run its own', () => {
    const journal = leased();
    expect(journal.create(newRun('one', fact('a')))).toEqual({
      is: 'held',
      hold: turn('one').hold,
    });
    journal.create(newRun('two', fact('b')));
    journal.append(turn('one', fact('c'), fact('d')));
    journal.append(turn('two', fact('e')));
    expect(journal.load('one')).toEqual([fact('a'), fact('c'), fact('d')]);
    expect(journal.load('two')).toEqual([fact('b'), fact('e')]);
  });

  it('has an empty log for a run that it does not know', () => {
    expect(memoryJournal().load('one')).toEqual([]);
  });

  it('refuses a second run of one id, and the facts of a run that was never created', () => {
    const journal = leased();
    journal.create(newRun('one', fact('a')));
    const again = journal.create(newRun('one', fact('b')));
    expect(again).toMatchObject({ is: 'known', run: { id: 'one', facts: 1 } });
    expect(() => journal.append(turn('two', fact('c')))).toThrow(JournalError);
    expect(() => journal.append(turn('two', fact('c')))).toThrow("no run 'two' was created");
    expect(journal.load('one')).toEqual([fact('a')]);
    expect(journal.load('two')).toEqual([]);
  });

  it('is given what a wide flow starts in pieces, in the order of writing', async () => {
    const log = memoryJournal();
    const pieces: number[] = [];
    const journal: RunJournal = {
      renew: log.renew,
      create(wanted) {
        pieces.push(wanted.facts.length);
        return log.create(wanted);
      },
      append(more) {
        pieces.push(more.facts.length);
        log.append(more);
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
  it('is given the run with its first turn, and then its facts turn by turn', async () => {
    const kept = new Kept(answer);
    const clock = manualClock(7);
    const f = inOrder(step('a'), step('b'));
    await watch(f, {}, { journal: kept, clock }).output();
    const [owner] = kept.owners;
    expect(owner).toMatch(/^[0-9a-z]+(-[0-9a-z]+){2}$/);
    expect(kept.created).toMatchObject([
      { id: 'r', flow: 'f', version: 1, onConflict: 'reject', owner, status: 'RUNNING', at: 7 },
    ]);
    expect(kept.created[0]?.fingerprint).toBe(fingerprint(f.plan));
    const hold = { run: 'r', owner, epoch: 1 };
    expect(kept.turns).toMatchObject([
      { hold, status: 'RUNNING', at: 7 },
      { hold, status: 'SUCCESS', at: 7 },
    ]);
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
    await expect(watched.ended).rejects.toMatchObject({ code: 'RUN_DROPPED', cause: trouble });
    expect(kept.durable).toEqual([]);
    expect(kept.turns).toEqual([]);
    expect(calls).toEqual([]);
    expect(watched.events).toEqual([]);
  });
});

it('a run that cannot begin asks nothing of its journal', async () => {
  const kept = new Kept(() => undefined);
  const refused = run(inOrder(step('a')), {}, { journal: kept, concurrency: 0 });
  await expect(refused).rejects.toThrow(DeclarationError);
  expect([kept.owners, kept.created]).toEqual([[], []]);
});

it('the runs of a process have one owner, whose lease never ends', async () => {
  const kept = new Kept(() => undefined);
  const f = inOrder(step('a'));
  await run(f, {}, { journal: kept, id: 'one' });
  await run(f, {}, { journal: kept, id: 'two' });
  const [owner] = kept.owners;
  expect(kept.leases).toEqual([[owner, Number.POSITIVE_INFINITY]]);
  expect(kept.created.map((created) => created.owner)).toEqual([owner, owner]);
  const another = new Kept(() => undefined);
  await run(f, {}, { journal: another, id: 'three' });
  expect(another.leases).toEqual(kept.leases);
});

it('a run that another run has the lock of does not begin', async () => {
  const calls: string[] = [];
  const events: string[] = [];
  const log = memoryJournal();
  const journal = { ...log, create: () => ({ is: 'locked', by: 'first' }) as const };
  const f = inOrder(step('a', { execute: () => void calls.push('a') }));
  const refused = run(f, {}, { journal, id: 'second', listeners: [hearing(events)] });
  await expect(refused).rejects.toMatchObject({ code: 'LOCKED', runId: 'second', by: 'first' });
  expect([calls, events, log.load('second')]).toEqual([[], [], []]);
});

/** A journal that keeps commits, and counts how often it is asked at a time. */
class Kept implements RunJournal {
  readonly leases: [owner: string, until: number][] = [];
  readonly created: NewRun[] = [];
  readonly turns: Turn[] = [];
  /** The facts of every writing, that of the creation among them. */
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

  get owners(): readonly string[] {
    return this.leases.map(([owner]) => owner);
  }

  renew(owner: string, until: number): void | Promise<void> {
    this.leases.push([owner, until]);
    return this.#after(() => undefined);
  }

  create(wanted: NewRun): Created | Promise<Created> {
    this.created.push(wanted);
    return this.#write(wanted.facts, () => {
      if (this.#refusal.create !== undefined) throw this.#refusal.create;
      return heldBy(wanted);
    });
  }

  append(turn: Turn): void | Promise<void> {
    this.turns.push(turn);
    return this.#write(turn.facts, () => undefined);
  }

  #write<T>(facts: readonly Fact[], written: () => T): T | Promise<T> {
    this.commits.push([...facts]);
    this.#asked += 1;
    this.mostAtATime = Math.max(this.mostAtATime, this.#asked);
    return this.#after(() => {
      this.#asked -= 1;
      const answer = written();
      this.durable.push(...facts);
      return answer;
    });
  }

  #after<T>(then: () => T): T | Promise<T> {
    const answered = this.#answer();
    return answered === undefined ? then() : answered.then(then);
  }
}
