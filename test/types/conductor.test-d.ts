// Goal: a conductor takes the flows that it was opened with, each with its input, and gives what
// they provide.
import { flow, nothingToUndo, openConductor, task } from '@conductor/taskflow';
import type { Conductor, Flow, Named, RunHandle, SubmitOptions } from '@conductor/taskflow';
import { Type } from 'typebox';
import { expectTypeOf, it } from 'vitest';

const greet = task({
  name: 'greet',
  requires: { name: Type.String() },
  provides: { greeting: Type.String() },
  execute: ({ name }) => ({ greeting: name }),
  revert: nothingToUndo,
});
const count = task({
  name: 'count',
  requires: { from: Type.Number(), step: Type.Optional(Type.Number()) },
  provides: { next: Type.Number() },
  execute: ({ from, step = 1 }) => ({ next: from + step }),
  revert: nothingToUndo,
});
const numbers = { from: Type.Number(), step: Type.Optional(Type.Number()) };
const welcome = flow({ name: 'welcome', input: { name: Type.String() } }, greet);
const advance = flow({ name: 'advance', input: numbers }, count);

it('a run of a flow gives what the flow provides', async () => {
  const conductor = await openConductor({ flows: [welcome, advance] });
  const one = await conductor.submit('welcome', { name: 'Ada' });
  expectTypeOf(one).toEqualTypeOf<RunHandle<{ readonly greeting: string }>>();
  const two = await conductor.submit('advance', { from: 1 });
  expectTypeOf(await two.result()).toEqualTypeOf<{ readonly next: number }>();
});

it('a flow that the conductor does not have is a mistake', async () => {
  const conductor = await openConductor({ flows: [welcome, advance] });
  // @ts-expect-error There is no such flow.
  void conductor.submit('farewell', { name: 'Ada' });
});

it('an input that is not that of the flow is a mistake', async () => {
  const conductor = await openConductor({ flows: [welcome, advance] });
  // @ts-expect-error A number is no name.
  void conductor.submit('welcome', { name: 1 });
  // @ts-expect-error It is the input of the other flow.
  void conductor.submit('welcome', { from: 1 });
  // @ts-expect-error There is no name.
  void conductor.submit('welcome', {});
  // @ts-expect-error The optional one is a number, too.
  void conductor.submit('advance', { from: 1, step: 'two' });
});

it('what is said of a submission is known', () => {
  expectTypeOf<SubmitOptions['onConflict']>().toEqualTypeOf<'reject' | 'queue' | undefined>();
});

it('a conductor of flows that nobody names takes any name and any input', () => {
  expectTypeOf<Named<Flow, 'any'>>().toEqualTypeOf<Flow>();
  const submit = (conductor: Conductor) => conductor.submit('any', { at: 'all' });
  expectTypeOf(submit).returns.resolves.toEqualTypeOf<RunHandle>();
});

it('a conductor of known flows is one of any flows', async () => {
  const conductor = await openConductor({ flows: [welcome, advance] });
  expectTypeOf(conductor.handle('r')).toEqualTypeOf<RunHandle>();
  expectTypeOf<Named<typeof welcome | typeof advance, 'advance'>>().toEqualTypeOf<typeof advance>();
});
