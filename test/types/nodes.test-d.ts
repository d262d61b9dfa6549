// Goal: what a node requires and provides is known exactly, however it is put together.
import { flow, graph, inject, linear, parallel, rename, run, when } from '@conductor/taskflow';
import type { InputOf, Node, OutputOf } from '@conductor/taskflow';
import { Type } from 'typebox';
import { expectTypeOf, it } from 'vitest';

import {
  bill,
  idle,
  isLarge,
  load,
  measure,
  move,
  pick,
  pickAgain,
  report,
  stay,
} from './nodes.ts';

interface Instance {
  id: string;
  size: number;
}

/** The inputs of a node. */
declare function inputOf<N extends Node>(node: N): InputOf<N>;
/** The outputs of a node. */
declare function outputOf<N extends Node>(node: N): OutputOf<N>;
/** The keys of a record. */
declare function keysOf<T>(record: T): keyof T;

it('a task requires and provides what its shapes say', () => {
  expectTypeOf(inputOf(load)).toEqualTypeOf<{ readonly instanceId: string }>();
  expectTypeOf(outputOf(load)).toEqualTypeOf<{ readonly instance: Instance }>();
});

it('an optional input stays optional', () => {
  type Expected = { readonly instance: Instance; readonly precision?: number };
  expectTypeOf(inputOf(measure)).toEqualTypeOf<Expected>();
  expectTypeOf(inputOf(linear('l', idle('a'), measure))).toEqualTypeOf<Expected>();
});

it('a best-effort task provides nothing for sure', () => {
  expectTypeOf(outputOf(measure)).toEqualTypeOf<{ readonly weight?: number }>();
});

it('nodes in order require what no earlier one provides', () => {
  const node = linear('l', load, pick, move, report);
  expectTypeOf(inputOf(node)).toEqualTypeOf<{ readonly instanceId: string }>();
  expectTypeOf(outputOf(node)).toEqualTypeOf<{
    readonly instance: Instance;
    readonly host: string;
    readonly moved: boolean;
  }>();
});

it('nodes side by side require what each of them requires', () => {
  const keys = keysOf(inputOf(parallel('p', pick, report, bill)));
  expectTypeOf(keys).toEqualTypeOf<'instance' | 'moved' | 'weight'>();
});

it('nodes ordered by data require what none of them provides', () => {
  const node = graph('g', report, move, pick, load);
  expectTypeOf(inputOf(node)).toEqualTypeOf<{ readonly instanceId: string }>();
  expectTypeOf(keysOf(outputOf(node))).toEqualTypeOf<'instance' | 'host' | 'moved'>();
});

it('a choice without an otherwise provides nothing for sure', () => {
  const node = when(isLarge, move);
  expectTypeOf(inputOf(node)).toEqualTypeOf<{
    readonly host: string;
    readonly instance: Instance;
  }>();
  expectTypeOf(outputOf(node)).toEqualTypeOf<{ readonly moved?: boolean }>();
});

it('a choice with an otherwise provides for sure what both arms provide', () => {
  const node = when(isLarge, move, stay);
  expectTypeOf(outputOf(node)).toEqualTypeOf<{
    readonly moved: boolean;
    readonly reason?: string;
  }>();
  linear('l', load, pick, node, report);
});

it('a renamed node has its outer keys', () => {
  const node = rename(move, {
    name: 'move-back',
    requires: { host: 'source' },
    provides: { moved: 'movedBack' },
  });
  expectTypeOf(node.name).toEqualTypeOf<'move-back'>();
  expectTypeOf<keyof ReturnType<typeof inputOf<typeof node>>>().toEqualTypeOf<
    'source' | 'instance'
  >();
  expectTypeOf(outputOf(node).movedBack).toEqualTypeOf<boolean>();
  linear('l', load, pick, move, rename(pickAgain, { provides: { host: 'source' } }), node);
});

it('a lock is a text made of the input', () => {
  const input = { id: Type.String(), zone: Type.Optional(Type.Number()) };
  flow(
    {
      name: 'f',
      input,
      lock(values) {
        expectTypeOf(values).toEqualTypeOf<{ readonly id: string; readonly zone?: number }>();
        return values.id;
      },
    },
    idle('a'),
  );
  // @ts-expect-error A number is no text.
  flow({ name: 'f', input, lock: ({ zone }) => zone }, idle('a'));
  // @ts-expect-error There is no such input.
  flow({ name: 'f', input, lock: ({ host }) => `host:${host}` }, idle('a'));
});

it('an injected key is required no more', () => {
  const node = inject(move, { host: 'h1' });
  expectTypeOf(inputOf(node)).toEqualTypeOf<{ readonly instance: Instance }>();
});

it('a flow requires its declared input and provides what its node provides', () => {
  const inner = flow(
    { name: 'inner', input: { instanceId: Type.String(), note: Type.Optional(Type.String()) } },
    linear('l', load, pick),
  );
  expectTypeOf(inputOf(inner)).toEqualTypeOf<{
    readonly instanceId: string;
    readonly note?: string;
  }>();
  const outer = flow(
    { name: 'outer', input: { instanceId: Type.String() } },
    linear('all', inner, move, report),
  );
  expectTypeOf(inputOf(outer)).toEqualTypeOf<{ readonly instanceId: string }>();
  expectTypeOf(outputOf(outer)).toEqualTypeOf<{
    readonly instance: Instance;
    readonly host: string;
    readonly moved: boolean;
  }>();
  expectTypeOf(run(outer, { instanceId: 'i' })).resolves.toEqualTypeOf(outputOf(outer));
  // @ts-expect-error A run needs the whole input.
  void run(outer, {});
});
