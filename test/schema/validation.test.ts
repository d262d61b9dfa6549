// Goal: what a wrong value is told, for all that a schema can say, and which schemas are refused.
// Method: the input of a run is checked like any other value, and starts nothing when it is wrong.
import {
  flow,
  InputError,
  nothingToUndo,
  parallel,
  run,
  task,
  TaskflowError,
} from '@conductor/taskflow';
import type { Flow, Shape } from '@conductor/taskflow';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';

describe('a value', () => {
  const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
  const Pair = Type.Tuple([Type.String(), Type.Number()]);
  const Closed = Type.Object({ a: Type.String() }, { additionalProperties: false });
  const Open = Type.Object({ a: Type.String() });
  const cases: readonly [schema: Shape[string], value: unknown, problems: readonly string[]][] = [
    [Port, 80, []],
    [Port, 0, ["'it' must be >= 1"]],
    [Port, 1.5, ["'it' must be integer"]],
    [Port, Number.NaN, ["'it' must be integer"]],
    [Type.Number(), Number.POSITIVE_INFINITY, ["'it' must be number"]],
    [Type.Array(Port), [1, 0, 70_000], ["'it' at /1 must be >= 1", "'it' at /2 must be <= 65535"]],
    [Pair, ['a', 1], []],
    [Pair, ['a', 'b'], ["'it' at /1 must be number"]],
    [Pair, ['a', 1, 2], ["'it' must NOT have more than 2 items"]],
    [Type.Literal('on'), 'on', []],
    [Type.Literal('on'), 'off', ["'it' must be equal to constant"]],
    [Type.Enum(['on', 'off']), 'on', []],
    [Type.Enum(['on', 'off']), 'dim', ["'it' must be equal to one of the allowed values"]],
    [Type.Union([Type.String(), Type.Null()]), null, []],
    [Type.Record(Type.String(), Type.Number()), { x: 1 }, []],
    [Type.Record(Type.String(), Type.Number()), { x: 'y' }, ["'it' at /x must be number"]],
    [Open, { a: 'x', more: 1 }, []],
    [Closed, { a: 'x', more: 1 }, ["'it' at /more is not declared"]],
    [Open, {}, ["'it' at /a is missing"]],
    [Type.Array(Open), [{ a: 'x' }, {}], ["'it' at /1/a is missing"]],
    [Type.String({ minLength: 2 }), 'a', ["'it' must NOT have fewer than 2 characters"]],
    [Type.Unknown(), () => 'anything', []],
  ];

  it.each(cases)('of schema %j is told of %j: %j', async (schema, value, problems) => {
    expect(await problemsOf({ it: schema }, { it: value })).toEqual(problems);
  });

  const formats: readonly [format: string, good: string, bad: string][] = [
    ['uuid', '7f2c1a3e-5b1d-4c8e-9a55-0d6c2f9b1e77', 'not-a-uuid'],
    ['email', 'a@example.org', 'nobody'],
    ['uri', 'https://example.org/x', 'no uri'],
    ['date-time', '2026-02-03T04:05:06Z', '2026-13-03T04:05:06Z'],
    ['date', '2026-02-28', '2026-02-30'],
    ['ipv4', '10.0.0.1', '10.0.0.256'],
    ['ipv6', '::1', ':::1'],
    ['hostname', 'compute.example', '-compute-'],
  ];

  it.each(formats)('of format %s may be %s and not %s', async (format, good, bad) => {
    const shape = { it: Type.String({ format }) };
    expect(await problemsOf(shape, { it: good })).toEqual([]);
    expect(await problemsOf(shape, { it: bad })).toEqual([`'it' must match format "${format}"`]);
  });
});

describe('a name of a value', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'a/b', 'c~d', 'e f', "g'h", '0', 'ü'];

  it.each(names)('may be %s', async (name) => {
    const shape = { [name]: Type.String() };
    expect(await problemsOf(shape, { [name]: 'text' })).toEqual([]);
    expect(await problemsOf(shape, { [name]: 5 })).toEqual([`'${name}' must be string`]);
    expect(await problemsOf(shape, {})).toEqual([`'${name}' is missing`]);
    expect(await problemsOf({}, { [name]: 5 })).toEqual([`'${name}' is not declared`]);
    expect(await problemsOf({ [name]: Type.Optional(Type.String()) }, {})).toEqual([]);
  });

  it('is asked for in the values themselves, at any depth', async () => {
    const shape = { it: Type.Object({ toString: Type.String() }) };
    expect(await problemsOf(shape, { it: {} })).toEqual(["'it' at /toString is missing"]);
  });
});

describe('a value as a whole', () => {
  it.each([[undefined], [null], ['text'], [[]]])('is wrong when it is %j', async (values) => {
    expect(await problemsOf({ it: Type.String() }, values)).toEqual(['it must be object']);
  });
});

describe('a schema', () => {
  const bad: readonly [what: string, schema: Shape[string], why: string][] = [
    ['has a keyword that is none', { type: 'string', minlength: 3 }, 'minlength'],
    ['has a format that is none', Type.String({ format: 'hex' }), 'hex'],
    ['has a type that is none', { type: 'text' }, 'type'],
    ['has no JSON', Type.BigInt(), 'type'],
    ['holds what has no JSON', Type.Literal(5n), 'BigInt'],
    ['checks by a function', Type.Refine(Type.String(), (text) => text !== ''), '~refine'],
    ['hides such a function', Type.Array(Type.Refine(Type.String(), () => true)), '~refine'],
    ['turns one value into another', Type.Decode(Type.String(), Number), '~codec'],
    ['has a pattern that is none', { type: 'string', pattern: '(' }, 'regular expression'],
  ];

  it.each(bad)('that %s is refused before anything starts', async (_, schema, why) => {
    const error = await errorOf({ it: schema }, { it: 'x' });
    expect(error).toBeInstanceOf(TaskflowError);
    expect(error).toMatchObject({ code: 'SCHEMA' });
    expect(String(error)).toMatch(
      /^TaskflowError: taskflow: a schema of flow '.+' cannot be used: /,
    );
    expect(String(error)).toContain(why);
  });

  it('of a task that is refused lets nothing start', async () => {
    const started: string[] = [];
    const good = task({
      name: 'good',
      execute: () => void started.push('good'),
      revert: nothingToUndo,
    });
    const bad = task({
      name: 'bad',
      requires: { it: Type.String({ format: 'hex' }) },
      execute: () => void started.push('bad'),
      revert: nothingToUndo,
    });
    const f = flow({ name: 'f', input: { it: Type.String() } }, parallel('p', good, bad));
    await expect(run(f, { it: 'x' })).rejects.toThrow("a schema of task 'bad' cannot be used: ");
    expect(started).toEqual([]);
    await run(f, { it: 'x' }, { validate: false });
    expect(started).toEqual(['good', 'bad']);
  });

  it('may have an id, and stand in several places and flows under it', async () => {
    const Thing = Type.Object({ size: Type.Number() }, { $id: 'Thing' });
    const Other = Type.Object({ size: Type.String() }, { $id: 'Thing' });
    expect(await problemsOf({ a: Thing, b: Thing }, { a: { size: 1 }, b: { size: '1' } })).toEqual([
      "'b' at /size must be number",
    ]);
    expect(await problemsOf({ c: Other }, { c: { size: 1 } })).toEqual([
      "'c' at /size must be string",
    ]);
  });

  it('may refer to another under its id', async () => {
    const shape = {
      size: { $id: 'Size', type: 'integer', minimum: 1 },
      sizes: { type: 'array', items: { $ref: 'Size' } },
    };
    expect(await problemsOf(shape, { size: 1, sizes: [2, 0] })).toEqual([
      "'sizes' at /1 must be >= 1",
    ]);
    const other = { ...shape, size: { $id: 'Size', type: 'string' } };
    expect(await problemsOf(other, { size: 'S', sizes: [2] })).toEqual([
      "'sizes' at /0 must be string",
    ]);
  });

  it('may hold itself', async () => {
    const Tree = Type.Cyclic(
      { Tree: Type.Object({ left: Type.Optional(Type.Ref('Tree')) }) },
      'Tree',
    );
    expect(await problemsOf({ tree: Tree }, { tree: { left: { left: {} } } })).toEqual([]);
    expect(await problemsOf({ tree: Tree }, { tree: { left: { left: 1 } } })).toEqual([
      "'tree' at /left/left must be object",
    ]);
  });

  it('is plain JSON Schema, whoever wrote it', async () => {
    const shape = { it: { type: 'array', items: { enum: [1, 'two'] }, uniqueItems: true } };
    expect(await problemsOf(shape, { it: [1, 'two'] })).toEqual([]);
    expect(await problemsOf(shape, { it: [1, 1] })).toEqual([
      "'it' must NOT have duplicate items (items ## 0 and 1 are identical)",
    ]);
  });
});

async function errorOf(shape: Shape, values: unknown): Promise<unknown> {
  const f: Flow = flow({ name: 'f', input: shape }, idle);
  return run(f, values).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function problemsOf(shape: Shape, values: unknown): Promise<readonly string[]> {
  const error = await errorOf(shape, values);
  if (error === undefined) return [];
  if (error instanceof InputError) return error.problems;
  throw new Error('the schema was refused', { cause: error });
}

const idle = task({ name: 'idle', execute: () => {}, revert: nothingToUndo });
