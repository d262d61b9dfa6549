/**
 * A set of small integers that is always in order.
 *
 * Adding, deleting and finding the next member cost one step per level of a 32-way tree of bits,
 * which is four levels for a million members: that keeps every event of a run at the cost of its
 * own node. A heap would be as fast, but it cannot drop a member from its middle, and a replayed
 * log may start tasks in another order than the one preferred.
 */
export class IndexSet {
  #levels: number[][];
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = Math.max(32, capacity);
    this.#levels = levelsFor(this.#capacity);
  }

  /** Adds a member; the set grows as needed. */
  add(member: number): void {
    if (member >= this.#capacity) this.#grow(member + 1);
    let at = member;
    for (const words of this.#levels) {
      const word = at >>> 5;
      const before = words[word] ?? 0;
      words[word] = before | (1 << (at & 31));
      if (before !== 0) return;
      at = word;
    }
  }

  /** Deletes a member; deleting what is not there changes nothing. */
  delete(member: number): void {
    let at = member;
    for (const words of this.#levels) {
      const word = at >>> 5;
      const after = (words[word] ?? 0) & ~(1 << (at & 31));
      words[word] = after;
      if (after !== 0) return;
      at = word;
    }
  }

  /** The smallest member that is not below `from`, or -1. */
  next(from: number): number {
    let at = from;
    for (let level = 0; level < this.#levels.length; level++) {
      const rest = this.#word(level, at >>> 5) & (-1 << (at & 31));
      if (rest !== 0) return this.#descend(level, at >>> 5, rest, lowest);
      at = (at >>> 5) + 1;
    }
    return -1;
  }

  /** The largest member that is not above `from`, or -1. */
  previous(from: number): number {
    let at = Math.min(from, this.#capacity - 1);
    for (let level = 0; at >= 0 && level < this.#levels.length; level++) {
      const rest = this.#word(level, at >>> 5) & (-1 >>> (31 - (at & 31)));
      if (rest !== 0) return this.#descend(level, at >>> 5, rest, highest);
      at = (at >>> 5) - 1;
    }
    return -1;
  }

  #word(level: number, word: number): number {
    return this.#levels[level]?.[word] ?? 0;
  }

  #descend(level: number, word: number, bits: number, pick: (bits: number) => number): number {
    let at = (word << 5) + pick(bits);
    for (let below = level - 1; below >= 0; below--) {
      at = (at << 5) + pick(this.#word(below, at));
    }
    return at;
  }

  #grow(capacity: number): void {
    const members: number[] = [];
    for (let at = this.next(0); at >= 0; at = this.next(at + 1)) members.push(at);
    this.#capacity = Math.max(capacity, this.#capacity * 2);
    this.#levels = levelsFor(this.#capacity);
    for (const member of members) this.add(member);
  }
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}

// Plain arrays: making a typed one costs more than all the work on a small set.
function levelsFor(capacity: number): number[][] {
  const levels: number[][] = [];
  for (let size = capacity; size > 1 || levels.length === 0;) {
    size = (size + 31) >>> 5;
    levels.push(new Array<number>(size).fill(0));
  }
  return levels;
}
