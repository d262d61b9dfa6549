import { inputOf, outputOf, replay, resultOf } from '@conductor/taskflow/kernel';
import type { Atom, Blueprint, Fact, FlowBlueprint, Values } from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';

import { choice, flow, group, planOf, task } from './blueprint.ts';
import { say } from './log.ts';

const maker = task('maker', { provides: ['made', 'more'] });
const taker = task('taker', { requires: ['made'], optional: ['more', 'extra'] });
const line = flow('f', group('linear', 'l', maker, taker), { optional: ['extra'] });

describe('what a task reads', () => {
  it('is what others provide and the input of the flow', () => {
    const log = [say.runStarted('f', { extra: 3 }), ...ran('f/l/maker', { made: 1, more: 2 })];
    expect(read(line, log, 'f/l/taker')).toStrictEqual({ made: 1, more: 2, extra: 3 });
  });

  it('has no key for an optional input that stayed away, and one for a required one', () => {
    const log = [say.runStarted(), ...ran('f/l/maker', {})];
    expect(read(line, log, 'f/l/taker')).toStrictEqual({ made: undefined });
  });

  it('keeps what is false, empty or null', () => {
    const log = [say.runStarted('f', { extra: null }), ...ran('f/l/maker', { made: 0, more: '' })];
    expect(read(line, log, 'f/l/taker')).toStrictEqual({ made: 0, more: '', extra: null });
  });

  it('has renamed keys under the names of the task, and injected ones as they were given', () => {
    const inner: Blueprint = {
      ...{ kind: 'inject', name: 'taker', values: { more: ['constant'] } },
      node: taker,
    };
    const renamed: Blueprint = {
      ...{ kind: 'rename', name: 'again', requires: { made: 'more' }, provides: {} },
      node: inner,
    };
    const blueprint = flow('f', group('linear', 'l', maker, renamed));
    const log = [say.runStarted(), ...ran('f/l/maker', { made: 1, more: 2 })];
    expect(read(blueprint, log, 'f/l/again')).toStrictEqual({ made: 2, more: ['constant'] });
  });

  it('comes from whichever arm was taken', () => {
    const either = choice(
      'c',
      task('x', { provides: ['made'] }),
      task('y', { provides: ['made'] }),
    );
    const blueprint = flow('f', group('linear', 'l', either, taker));
    const taken = (arm: number, name: string): Values =>
      read(
        blueprint,
        [say.runStarted(), say.chosen('f/l/c', arm), ...ran(`f/l/c/${name}`, { made: name })],
        'f/l/taker',
      );
    expect([taken(0, 'x'), taken(1, 'y')]).toStrictEqual([{ made: 'x' }, { made: 'y' }]);
  });

  it('is for its revert the same as for its execute, though others have been reverted since', () => {
    const blueprint = flow(
      'f',
      group('linear', 'l', maker, group('parallel', 'p', taker, task('t'))),
    );
    const before = [say.runStarted(), ...ran('f/l/maker', { made: 1, more: 2 })];
    const after = [
      ...before,
      ...ran('f/l/p/t', {}),
      say.started('f/l/p/taker'),
      say.failed('f/l/p/taker'),
      say.revertStarted('f/l/p/t'),
      say.revertSucceeded('f/l/p/t'),
      say.revertStarted('f/l/p/taker'),
    ];
    expect(read(blueprint, after, 'f/l/p/taker')).toStrictEqual(
      read(blueprint, before, 'f/l/p/taker'),
    );
  });
});

describe('what a flow provides', () => {
  it('is what its tasks provide, without what stayed away', () => {
    const plan = planOf(line);
    const state = replay(plan, [say.runStarted(), ...ran('f/l/maker', { made: 1 })]);
    expect(outputOf(state)).toStrictEqual({ made: 1 });
    expect(resultOf(state, atomOf(line, 'f/l/maker'))).toStrictEqual({ made: 1 });
  });
});

function ran(path: string, result: Values): Fact[] {
  return [say.started(path), say.succeeded(path, result)];
}

function read(blueprint: FlowBlueprint, log: readonly Fact[], path: string): Values {
  return inputOf(replay(planOf(blueprint), log), atomOf(blueprint, path));
}

function atomOf(blueprint: FlowBlueprint, path: string): Atom {
  const { atoms, indexOf } = planOf(blueprint);
  const atom = atoms[indexOf.get(path) ?? -1];
  if (atom === undefined) throw new Error(`the plan has no '${path}'`);
  return atom;
}
