// Goal: what may be under way at a time, in which order it starts, and in which it is reverted.
import { DeclarationError, flow, linear, parallel, run } from '@conductor/taskflow';
import type { Direction } from '@conductor/taskflow';
import { describe, expect, it } from 'vitest';
import { handMade } from '../journal/hand-made.ts';
import { beside, failing, inOrder, step } from './step.ts';
import type { Step } from './step.ts';
import { watch } from './watched.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

describe('concurrency', () => {
  it.each([1, 2, 3, 8, 100])('of %d is reached and never passed', async (concurrency) => {
    const room = new Room();
    const steps = names.map((name) => room.step(name));
    await watch(beside(...steps), {}, { concurrency }).output();
    expect(room.most.execute).toBe(Math.min(concurrency, names.length));
  });

  it('has no bound when it is left out', async () => {
    const room = new Room();
    await watch(beside(...names.map((name) => room.step(name))), {}).output();
    expect(room.most.execute).toBe(names.length);
  });

  it.each([1, 2, 3])('of %d holds for reverts, too', async (concurrency) => {
    const room = new Room();
    const fork = parallel('p', ...names.map((name) => room.step(name)));
    const f = flow({ name: 'f' }, linear('l', fork, failing('z')));
    await watch(f, {}, { concurrency }).error();
    expect(room.most.revert).toBe(concurrency);
  });

  it('counts what still runs and what reverts already together', async () => {
    const room = new Room();
    const gate = Promise.withResolvers<void>();
    const slow = step('slow', { execute: () => gate.promise });
    const fork = [slow, room.step('a'), room.step('b'), room.step('c'), failing('z')];
    const watched = watch(beside(...fork), {}, { concurrency: 2 });
    await watched.clock.advance(0);
    expect(room.reverted).toEqual(['c', 'b', 'a']);
    expect(room.most).toEqual({ execute: 1, revert: 1 });
    gate.resolve();
    await watched.error();
  });

  it('gives a task its slot while it pauses between two attempts', async () => {
    const a = failing('a', { retry: { retries: 1, minTimeout: 100 }, bestEffort: true });
    const watched = watch(beside(a, step('b')), {}, { concurrency: 1 });
    await watched.clock.advance(99);
    expect(watched.events).not.toContain('b running');
    await watched.output();
    expect(watched.events.slice(-3)).toEqual(['b running', 'b succeeded', 'run SUCCESS']);
  });

  it.each([0, -1, 0.5, 1.5, Number.NaN])(
    'of %d is refused before anything is written',
    async (given) => {
      const written: unknown[] = [];
      const journal = handMade((facts) => void written.push(facts));
      const refused = run(inOrder(step('a')), {}, { concurrency: given, journal });
      await expect(refused).rejects.toThrow(DeclarationError);
      await expect(refused).rejects.toThrow(`'f': concurrency is ${given}`);
      expect(written).toEqual([]);
    },
  );
});

describe('the order of starting', () => {
  it('is the order of writing', async () => {
    const room = new Room();
    await watch(beside(...names.map((name) => room.step(name))), {}).output();
    expect(room.started).toEqual(names);
  });

  it('is the order of writing under a bound, whoever ends first', async () => {
    const room = new Room();
    const turns = [7, 1, 5, 1, 1, 9, 1, 1];
    const steps = names.map((name, index) => room.step(name, turns[index]));
    await watch(beside(...steps), {}, { concurrency: 2 }).output();
    expect(room.started).toEqual(names);
  });

  it('prefers what was written first, even when it opens later', async () => {
    const room = new Room();
    const early = linear('early', room.step('a', 3), room.step('b'), room.step('c'));
    const late = parallel('late', room.step('d'), room.step('e'), room.step('f'), room.step('g'));
    const f = flow({ name: 'f' }, parallel('p', early, late));
    await watch(f, {}, { concurrency: 2 }).output();
    expect(room.started).toEqual(['a', 'd', 'b', 'e', 'c', 'f', 'g']);
  });
});

describe('the order of reverting', () => {
  it('is the reverse of starting where nothing else orders it', async () => {
    const room = new Room();
    const fork = parallel('p', ...names.map((name) => room.step(name)));
    const f = flow({ name: 'f' }, linear('l', fork, failing('z')));
    await watch(f, {}).error();
    expect(room.reverted).toEqual([...names].reverse());
  });

  it('is the reverse of starting, not of writing', async () => {
    const room = new Room();
    const early = linear('early', room.step('a', 5), room.step('b'));
    const late = linear('late', room.step('c'), room.step('d'));
    const f = flow({ name: 'f' }, linear('l', parallel('p', early, late), failing('z')));
    await watch(f, {}, { concurrency: 2 }).error();
    expect(room.started).toEqual(['a', 'c', 'd', 'b']);
    expect(room.reverted).toEqual(['b', 'd', 'c', 'a']);
  });

  it('waits in each branch for what came after, and in no other', async () => {
    const gate = Promise.withResolvers<void>();
    const b = step('b', { revert: () => gate.promise });
    const left = linear('left', step('a'), b);
    const right = linear('right', step('c'), step('d'));
    const f = flow({ name: 'f' }, linear('l', parallel('p', left, right), failing('z')));
    const watched = watch(f, {});
    await watched.clock.advance(0);
    expect(watched.events.slice(-6)).toEqual([
      'z reverted',
      'd reverting',
      'b reverting',
      'd reverted',
      'c reverting',
      'c reverted',
    ]);
    gate.resolve();
    await watched.error();
    expect(watched.events.slice(-4)).toEqual([
      'b reverted',
      'a reverting',
      'a reverted',
      'run REVERTED',
    ]);
  });
});

/** Where steps stay for a while, forward and back; it counts who is in it. */
class Room {
  readonly started: string[] = [];
  readonly reverted: string[] = [];
  /** How many were in it at a time, forward and back. */
  readonly most = { execute: 0, revert: 0 };
  readonly #inside = { execute: 0, revert: 0 };

  step(name: string, turns = 3): Step {
    return step(name, {
      execute: () => this.#stay('execute', this.started, name, turns),
      revert: () => this.#stay('revert', this.reverted, name, turns),
    });
  }

  async #stay(direction: Direction, names: string[], name: string, turns: number): Promise<void> {
    names.push(name);
    this.#inside[direction] += 1;
    this.most[direction] = Math.max(this.most[direction], this.#inside[direction]);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    this.#inside[direction] -= 1;
  }
}
