import { limits } from './limits.ts';
import type { Atom, Binding, Plan, Read } from './plan.ts';

/**
 * The structure of a plan as 16 hex digits: all that decides how a log is read and what happens
 * next. Two plans with one fingerprint can go on with one another's runs; the version, functions
 * and schemas do not count, and neither does the order in which keys were written.
 *
 * A constant counts by its content when it is plain data, else by its kind alone: what a class
 * keeps inside is nobody's business here.
 */
export function fingerprint(plan: Plan): string {
  let text = known.get(plan);
  if (text === undefined) {
    text = digestOf(plan);
    known.set(plan, text);
  }
  return text;
}

const known = new WeakMap<Plan, string>();

function digestOf(plan: Plan): string {
  const digest = new Digest();
  const slots = slotsOf(plan);
  digest.texts(plan.flow, 'atoms');
  digest.number(plan.atoms.length);
  for (const atom of plan.atoms) addAtom(digest, atom, slots);
  for (const ends of [plan.inputs, plan.outputs]) addBindings(digest, ends, slots);
  return digest.hex();
}

/**
 * The slots by the order in which they are written, keys sorted: a plan numbers them in the order
 * in which its author wrote the keys.
 */
function slotsOf(plan: Plan): ReadonlyMap<number, number> {
  const slots = new Map<number, number>();
  const add = (bindings: readonly Binding[]): void => {
    for (const { slot } of byName(bindings)) if (!slots.has(slot)) slots.set(slot, slots.size);
  };
  add(plan.inputs);
  for (const atom of plan.atoms) add(atom.writes);
  return slots;
}

function addAtom(digest: Digest, atom: Atom, slots: ReadonlyMap<number, number>): void {
  digest.texts(atom.kind, atom.path, atom.revert);
  digest.number((atom.bestEffort ? 1 : 0) + (atom.remote ? 2 : 0));
  digest.numbers(atom.before);
  digest.numbers(atom.arms.flatMap(({ from, to }) => [from, to]));
  digest.number(atom.reads.length);
  for (const read of byName(atom.reads)) addRead(digest, read, slots);
  addBindings(digest, atom.writes, slots);
}

function addRead(digest: Digest, read: Read, slots: ReadonlyMap<number, number>): void {
  digest.texts(read.name, read.optional ? 'optional' : 'required');
  if (read.constant === undefined) digest.number(slots.get(read.slot) ?? -1);
  else digest.texts('constant', contentOf(read.constant.value, 0, new Map()));
}

function addBindings(
  digest: Digest,
  bindings: readonly Binding[],
  slots: ReadonlyMap<number, number>,
): void {
  digest.number(bindings.length);
  for (const { name, slot } of byName(bindings)) {
    digest.texts(name);
    digest.number(slots.get(slot) ?? -1);
  }
}

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : items.toSorted((a, b) => compare(a.name, b.name));
}

/** By code unit, as no language of the machine has a say in it. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * A text that is the same for equal data. Each object is looked at once, so that one which holds
 * itself, or the same ones over and over, ends.
 */
function contentOf(value: unknown, depth: number, seen: Map<object, string>): string {
  if (typeof value === 'function' || typeof value === 'symbol') return typeof value;
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const before = seen.get(value);
  if (before !== undefined) return before;
  if (!isPlain(value) || depth > limits.valueDepth) return typeof value;
  seen.set(value, 'circle');
  const digest = new Digest();
  for (const [key, inner] of Object.entries(value).sort(([a], [b]) => compare(a, b))) {
    if (inner !== undefined) digest.texts(key, contentOf(inner, depth + 1, seen));
  }
  const text = `${Array.isArray(value) ? 'list' : 'record'} ${digest.hex()}`;
  seen.set(value, text);
  return text;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

/** FNV-1a of 64 bits, kept in two halves: a bigint would be made anew for every byte. */
class Digest {
  #high = 0xcbf29ce4;
  #low = 0x84222325;

  /** Texts with their lengths, so that no two lists of texts read the same. */
  texts(...texts: readonly string[]): void {
    for (const text of texts) {
      this.number(text.length);
      for (let at = 0; at < text.length; at++) this.#unit(text.charCodeAt(at));
    }
  }

  numbers(numbers: readonly number[]): void {
    this.number(numbers.length);
    for (const number of numbers) this.number(number);
  }

  number(number: number): void {
    this.#unit(number & 0xffff);
    this.#unit(number >>> 16);
  }

  hex(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }

  #unit(unit: number): void {
    this.#byte(unit & 0xff);
    this.#byte(unit >>> 8);
  }

  // The prime is 2 ** 40 + 0x1b3.
  #byte(byte: number): void {
    const low = (this.#low ^ byte) >>> 0;
    const product = low * 0x1b3;
    const carry = Math.floor(product / 2 ** 32);
    this.#high = (Math.imul(this.#high, 0x1b3) + carry + (low << 8)) >>> 0;
    this.#low = product >>> 0;
  }
}
