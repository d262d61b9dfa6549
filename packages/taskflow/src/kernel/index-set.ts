/**
 * A set of small integers that is always in order.
 *
 * Adding, deleting and finding the next member cost one step per level of a 32-way tree of bits,
 * which is four levels for a million members: that keeps every event of a run at the cost of its
 * own node. A heap would be as fast, but it cannot drop a member from its middle, and a replayed
 * log may start tasks in another order than the one preferred.
 */
export class IndexSet {
  /** Number of members. */
  size = 0;
  /** The single member, which is then in no level: a linear flow never has more. */
  #only = -1;
  #levels: number[][] = [];
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = Math.max(32, capacity);
  }

  /** Adds a member; the set grows as needed. Adding what is there changes nothing. */
  add(member: number): void {
    if (this.size === 0) {
      this.#only = member;
      this.size = 1;
      return;
    }
    if (this.has(member)) return;
    if (this.#only >= 0) {
      this.#enter(this.#only);
      this.#only = -1;
    }
    this.#enter(member);
    this.size += 1;
  }

  /** Deletes a member; deleting what is not there changes nothing. */
  delete(member: number): void {
    if (!this.has(member)) return;
    this.size -= 1;
    if (this.#only >= 0) this.#only = -1;
    else this.#leave(member);
  }

  /** Tells whether something is a member. */
  has(member: number): boolean {
    if (this.#only >= 0) return this.#only === member;
    return (this.#word(0, member >>> 5) & (1 << (member & 31))) !== 0;
  }

  /** The smallest member that is not below `from`, or -1. */
  next(from: number): number {
    if (this.#only >= 0) return this.#only >= from ? this.#only : -1;
    let at = from;
    for (let level = 0; level < this.#levels.length; level++) {
      const rest = this.#word(level, at >>> 5) & (-1 << (at & 31));
      if (rest !== 0) return this.#lowest(level, ((at >>> 5) << 5) + lowest(rest));
      at = (at >>> 5) + 1;
    }
    return -1;
  }

  /** The largest member that is not above `from`, or -1. */
  previous(from: number): number {
    if (this.#only >= 0) return this.#only <= from ? this.#only : -1;
    let at = Math.min(from, this.#capacity - 1);
    for (let level = 0; at >= 0 && level < this.#levels.length; level++) {
      const rest = this.#word(level, at >>> 5) & (-1 >>> (31 - (at & 31)));
      if (rest !== 0) return this.#highest(level, ((at >>> 5) << 5) + highest(rest));
      at = (at >>> 5) - 1;
    }
    return -1;
  }

  #enter(member: number): void {
    if (this.#levels.length === 0) this.#levels = levelsFor(this.#capacity);
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

  #leave(member: number): void {
    let at = member;
    for (const words of this.#levels) {
      const word = at >>> 5;
      const after = (words[word] ?? 0) & ~(1 << (at & 31));
      words[word] = after;
      if (after !== 0) return;
      at = word;
    }
  }

  #word(level: number, word: number): number {
    return this.#levels[level]?.[word] ?? 0;
  }

  /** Goes down from a bit of a level to the smallest member under it. */
  #lowest(level: number, bit: number): number {
    let at = bit;
    for (let below = level - 1; below >= 0; below--) at = (at << 5) + lowest(this.#word(below, at));
    return at;
  }

  #highest(level: number, bit: number): number {
    let at = bit;
    for (let below = level - 1; below >= 0; below--)
      at = (at << 5) + highest(this.#word(below, at));
    return at;
  }

  #grow(capacity: number): void {
    const members: number[] = [];
    for (let at = this.next(0); at >= 0; at = this.next(at + 1)) members.push(at);
    this.#capacity = Math.max(capacity, this.#capacity * 2);
    this.#levels = levelsFor(this.#capacity);
    for (const member of members) this.#enter(member);
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
