import type { Member } from './group.ts';

/** A member of a group with its answer, which is given at once or as a promise. */
export abstract class Pending<Answer> implements Member {
  #promise: PromiseWithResolvers<Answer> | undefined;
  #end: (() => Answer) | undefined;

  abstract perform(): void;
  abstract undo(): void;
  abstract keep(): void;

  refuse(error: unknown): void {
    this.#end = () => {
      throw error;
    };
    this.#promise?.reject(error);
  }

  /** The answer of one that has been written, or refused. */
  now(): Answer {
    if (this.#end === undefined) throw new Error('asked for an answer before it was written');
    return this.#end();
  }

  /** The answer of one that is written later. */
  later(): Promise<Answer> {
    this.#promise ??= Promise.withResolvers<Answer>();
    return this.#promise.promise;
  }

  protected answer(answer: Answer): void {
    if (this.#promise === undefined) this.#end = () => answer;
    else this.#promise.resolve(answer);
  }
}
