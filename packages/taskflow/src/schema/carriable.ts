import { limits } from '../kernel/index.ts';
import { placeOf } from './place.ts';

/**
 * Says why a journal could not keep a value: written as JSON and read again, it would not be what
 * it was, or it is too large. Nothing is said of a value that can be kept. A property that is
 * undefined counts as left out, and -0 as 0.
 *
 * @param value Named values, usually: the sentence begins with the name of the culprit.
 * @example
 * ```ts
 * import { carriageProblem } from '@conductor/taskflow';
 *
 * console.log(carriageProblem({ disk: { size: 10, mounted: ['/var'] } }));
 * console.log(carriageProblem({ disk: { size: 10, mounted: [() => '/var'] } }));
 * ```
 *
 * ```text
 * undefined
 * 'disk' at /mounted/0 is a function
 * ```
 */
export function carriageProblem(value: unknown): string | undefined {
  const problem = problemOf(value, 0, { left: limits.charactersPerValue });
  if (problem === undefined) return undefined;
  const path = problem.path.reverse();
  const loop = problem.says === tooDeep ? loopIn(value, path) : undefined;
  return loop === undefined
    ? `${placeOf(path)} ${problem.says}`
    : `${placeOf(path.slice(0, loop))} holds itself`;
}

/** What is wrong, and the keys that lead to it, the innermost first. */
interface Problem {
  readonly says: string;
  readonly path: string[];
}

/** How many characters there may still be. */
interface Room {
  left: number;
}

const tooDeep = `is nested deeper than ${limits.valueDepth}`;
const tooLarge = `goes beyond ${limits.charactersPerValue} characters`;

// It goes down by recursion, as that is the fastest, and no deeper than the limit. Where it is, it
// says on the way back: a value that is fine pays nothing for that.
function problemOf(value: unknown, depth: number, room: Room): Problem | undefined {
  room.left -= 1;
  switch (typeof value) {
    case 'boolean':
      break;
    case 'string':
      room.left -= value.length;
      break;
    case 'number':
      if (!Number.isFinite(value)) return here(`is ${value}`);
      break;
    case 'object':
      if (value !== null && room.left >= 0) return problemIn(value, depth, room);
      break;
    case 'undefined':
      return here('is undefined');
    case 'function':
    case 'symbol':
    case 'bigint':
      return here(`is a ${typeof value}`);
  }
  return room.left < 0 ? here(tooLarge) : undefined;
}

function problemIn(value: object, depth: number, room: Room): Problem | undefined {
  if (depth >= limits.valueDepth) return here(tooDeep);
  // A getter may throw, and a proxy at any look.
  let key: string | number | undefined;
  try {
    const known = isList(value) ? isListPrototype : isRecordPrototype;
    if (!known(Object.getPrototypeOf(value))) return here(classOf(value));
    if (isList(value)) {
      for (key = 0; key < value.length; key++) {
        const problem = problemOf(value[key], depth + 1, room);
        if (problem !== undefined) return under(key, problem);
      }
      key = undefined;
      if (Object.keys(value).length !== value.length) return here('is a list with other keys');
    } else if (isRecord(value)) {
      for (key of Object.keys(value)) {
        const inner = value[key];
        if (inner === undefined) continue;
        room.left -= key.length;
        const problem = problemOf(inner, depth + 1, room);
        if (problem !== undefined) return under(key, problem);
      }
    }
    key = undefined;
    return hiddenIn(value);
  } catch {
    const problem = here('cannot be read');
    return key === undefined ? problem : under(key, problem);
  }
}

function here(says: string): Problem {
  return { says, path: [] };
}

function under(key: string | number, problem: Problem): Problem {
  problem.path.push(String(key));
  return problem;
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return !Array.isArray(value);
}

// Another realm, such as that in which a test runner keeps the tests, has prototypes of its own.
function isListPrototype(prototype: unknown): boolean {
  return prototype === Array.prototype || Array.isArray(prototype);
}

function isRecordPrototype(prototype: unknown): boolean {
  return prototype === Object.prototype || prototype === null || isRoot(prototype);
}

function isRoot(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}

/** What JSON would pass over, or take instead. */
function hiddenIn(value: object): Problem | undefined {
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return here("has a 'toJSON', so something else would be kept");
  for (const key of Object.getOwnPropertySymbols(value)) {
    if (Object.prototype.propertyIsEnumerable.call(value, key))
      return here('has a key that is a symbol');
  }
  return undefined;
}

function classOf(value: object): string {
  const { constructor }: { readonly constructor?: unknown } = value;
  const name = typeof constructor === 'function' ? constructor.name : '';
  return name === '' || name === 'Object' || name === 'Array'
    ? 'has a prototype of its own'
    : `is of class '${name}'`;
}

/** How many of the keys lead to an object that stands above itself; undefined when none does. */
function loopIn(value: unknown, path: readonly string[]): number | undefined {
  const above = new Map<unknown, number>();
  let inner = value;
  for (const [depth, key] of path.entries()) {
    const before = above.get(inner);
    if (before !== undefined) return before;
    above.set(inner, depth);
    try {
      if (typeof inner === 'object' && inner !== null) inner = Reflect.get(inner, key);
    } catch {
      return undefined;
    }
  }
  return undefined;
}
