import type { RevertKind } from '@conductor/taskflow/kernel';
import fc from 'fast-check';

/** A node before it has a name and keys: what chance decides, and nothing else. */
export type Shape = TaskShape | GroupShape | WhenShape | WrapShape;

/** A task. */
export interface TaskShape {
  readonly kind: 'task';
  readonly takes: readonly Take[];
  readonly gives: number;
  readonly revert: RevertKind;
  readonly bestEffort: boolean;
  readonly fate: Fate;
}

/** Several nodes together. */
export interface GroupShape {
  readonly kind: 'linear' | 'parallel' | 'graph';
  readonly nodes: readonly Shape[];
  /** Of a graph: who comes first by data, whatever the order of writing. */
  readonly ranks: readonly number[];
}

/** A choice between one arm and none, or between two. */
export interface WhenShape {
  readonly kind: 'when';
  readonly takes: readonly Take[];
  readonly arms: readonly Shape[];
  readonly fate: Fate;
  /** Whether two arms provide one key. */
  readonly shared: boolean;
}

/** A node around another. */
export interface WrapShape {
  readonly kind: 'flow' | 'rename' | 'inject';
  readonly takes: readonly Take[];
  readonly node: Shape;
}

/** An input: the nth of the keys at hand, counted from the latest. */
export interface Take {
  readonly nth: number;
  readonly optional: boolean;
}

/** What happens to a task or a choice when its turn comes. */
export interface Fate {
  readonly forward: 'succeeds' | 'fails' | 'ends unknown' | 'is refused';
  readonly revertFails: boolean;
  /** Of a choice: the arm taken, or -1. */
  readonly arm: number;
}

/** Groups of at least two nodes, nested a few levels deep. */
export function randomShape(): fc.Arbitrary<Shape> {
  const take = fc.record({ nth: fc.nat(5), optional: fc.boolean() });
  const takes = fc.array(take, { maxLength: 3 });
  const revertFails = weighted([6, false], [1, true]);
  const shapes = fc.letrec<Record<'node' | 'task' | 'group' | 'root' | 'when' | 'wrap', Shape>>(
    (tie) => ({
      node: fc.oneof(
        { maxDepth: 3, depthSize: 'medium', withCrossShrink: true },
        { weight: 5, arbitrary: tie('task') },
        { weight: 5, arbitrary: tie('group') },
        { weight: 2, arbitrary: tie('when') },
        { weight: 2, arbitrary: tie('wrap') },
      ),
      task: fc.record<TaskShape>({
        kind: fc.constant('task'),
        takes,
        gives: fc.nat(2),
        revert: weighted([8, 'function'], [3, 'nothing'], [1, 'receiver'], [1, 'irreversible']),
        bestEffort: weighted([6, false], [1, true]),
        fate: fc.record<Fate>({
          forward: weighted([24, 'succeeds'], [1, 'fails'], [1, 'ends unknown'], [1, 'is refused']),
          revertFails,
          arm: fc.constant(-1),
        }),
      }),
      group: groupOf(tie('node'), 0),
      root: groupOf(tie('node'), 2),
      when: fc.record<WhenShape>({
        kind: fc.constant('when'),
        takes,
        arms: fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
        fate: fc.record<Fate>({
          forward: weighted([12, 'succeeds'], [1, 'is refused']),
          revertFails,
          arm: fc.integer({ min: 0, max: 1 }),
        }),
        shared: fc.boolean(),
      }),
      wrap: fc.record<WrapShape>({
        kind: fc.constantFrom('flow', 'rename', 'inject'),
        takes,
        node: tie('node'),
      }),
    }),
  );
  return shapes.root;
}

function groupOf(node: fc.Arbitrary<Shape>, least: number): fc.Arbitrary<GroupShape> {
  return fc.record<GroupShape>({
    kind: fc.constantFrom('linear', 'parallel', 'graph'),
    nodes: fc.array(node, { minLength: least, maxLength: 4 }),
    ranks: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
  });
}

function weighted<T>(...cases: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> {
  return fc.oneof(...cases.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}
