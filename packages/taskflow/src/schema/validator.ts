import { Ajv } from 'ajv';
import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { TaskflowError } from '../errors.ts';
import { trust } from '../trust.ts';
import { placeOf } from './place.ts';
import { isOptional } from './shape.ts';
import type { Shape } from './shape.ts';

/**
 * Checks named values; gives one sentence for each that is wrong, and nothing when all are right.
 */
export type Validator = (values: unknown) => readonly string[] | undefined;

/**
 * The validator of a shape. It is compiled once for each shape, whoever asks, and shapes that read
 * the same share one: compiling costs about a millisecond, checking a fraction of a microsecond.
 *
 * @param owner Whose shape it is, for the error.
 * @throws {TaskflowError} with code `SCHEMA` when a schema is not valid JSON Schema.
 */
export function validatorOf(shape: Shape, owner: string): Validator {
  let validator = byShape.get(shape);
  if (validator === undefined) {
    validator = sharedValidator(shape, owner, true);
    byShape.set(shape, validator);
  }
  return validator;
}

/** The same for values that the engine has picked by the names of the shape: none is undeclared. */
export function pickedValidatorOf(shape: Shape, owner: string): Validator {
  return sharedValidator(shape, owner, false);
}

const byShape = new WeakMap<Shape, Validator>();
const byText = new Map<string, Validator>();

// More distinct schemas than this are made by a program, not written by people; they are not worth
// remembering.
const mostShared = 10_000;

function sharedValidator(shape: Shape, owner: string, closed: boolean): Validator {
  const schema = {
    type: 'object',
    properties: shape,
    required: Object.keys(shape).filter((name) => !isOptional(shape[name] ?? {})),
    ...(closed && { additionalProperties: false }),
  };
  try {
    const text = JSON.stringify(schema, dataOnly);
    const known = byText.get(text);
    if (known !== undefined) return known;
    const validator = checking(compiled(text));
    if (byText.size >= mostShared) byText.clear();
    byText.set(text, validator);
    return validator;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TaskflowError('SCHEMA', `a schema of ${owner} cannot be used: ${why}`, { cause });
  }
}

// TypeBox hides functions of the contributor under these names, where JSON does not see them. To
// leave them out would switch a check off in silence, too.
const functions = ['~refine', '~codec'];

function dataOnly(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const hidden = functions.find((name) => name in value);
  if (hidden === undefined) return value;
  throw new Error(`'${hidden}' is a function, and only JSON Schema is checked`);
}

function checking(check: ValidateFunction): Validator {
  return (values) => (check(values) ? undefined : (check.errors ?? []).map(sentence));
}

function sentence({ instancePath, keyword, message = keyword, params }: ErrorObject): string {
  const [, ...path] = instancePath.split('/').map(unescaped);
  const { additionalProperty: extra, missingProperty: missing }: Record<string, unknown> = params;
  if (keyword === 'additionalProperties')
    return `${placeOf([...path, String(extra)])} is not declared`;
  if (keyword === 'required') return `${placeOf([...path, String(missing)])} is missing`;
  return `${placeOf(path)} ${message}`;
}

/** A step of a JSON Pointer, as it was before two of its characters were escaped. */
function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/**
 * The function that ajv makes of a schema, given as text.
 *
 * TypeBox repeats a schema wherever it is used, but an id may stand once only; and unless something
 * refers to it, it says nothing of the values, so it is left out.
 */
function compiled(text: string): ValidateFunction {
  const refers = text.includes('"$ref"');
  const schema = trust<object>(
    JSON.parse(text, (key, value: unknown) =>
      key === '$id' && typeof value === 'string' && !refers ? undefined : value,
    ),
  );
  // What is referred to is looked up in all that an ajv has compiled, so it gets one of its own. So
  // do keys that every object inherits: there, values are asked whether a key is their own, which
  // takes three times as long.
  const inherits = inherited.some((name) => text.includes(`"${name}"`));
  return (refers || inherits ? ajvWith({ ownProperties: true }) : (shared ??= ajvWith({}))).compile(
    schema,
  );
}

const inherited = Object.getOwnPropertyNames(Object.prototype);

function ajvWith(options: Options): Ajv {
  // Unknown keywords are refused, because a typing error in a schema would otherwise switch a check
  // off in silence.
  const checks = { allErrors: true, allowUnionTypes: true, strictTypes: false } as const;
  const ajv = new Ajv({ ...checks, strictRequired: false, ...options });
  // Formats such as uuid are part of what people write.
  formats.default(ajv);
  return ajv;
}

// Made when it is first needed: a process that only resumes runs has no time to spare.
let shared: Ajv | undefined;
