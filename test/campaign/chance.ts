/** Random choices that follow from a seed and a word, the same in every process. */
export class Chance {
  #state: number;

  constructor(seed: number, word = '') {
    this.#state = seed;
    for (const letter of word) this.#state = mixed(this.#state + (letter.codePointAt(0) ?? 0));
  }

  /** A whole number from 0 on, below a bound. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return (mixed(this.#state) >>> 0) % bound;
  }

  /** True in so many of a hundred cases. */
  percent(cases: number): boolean {
    return this.below(100) < cases;
  }

  /** One of the given. */
  of<T>(first: T, ...others: readonly T[]): T {
    return others[this.below(others.length + 1) - 1] ?? first;
  }
}

function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
