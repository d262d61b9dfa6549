import { Pending } from './pending.ts';

/** A member of a group that is made of a function. */
export class Order<Answer> extends Pending<Answer> {
  readonly #work: () => Written<Answer>;
  #written: Written<Answer> | undefined;

  constructor(work: () => Written<Answer>) {
    super();
    this.#work = work;
  }

  perform(): void {
    this.#written = this.#work();
  }

  undo(): void {
    this.#written?.undo?.();
    this.#written = undefined;
  }

  keep(): void {
    if (this.#written === undefined) return;
    this.#written.keep?.();
    this.answer(this.#written.answer);
  }
}

/** What was written, and what else is to be done when it is durable, or when it is undone. */
export interface Written<Answer> {
  readonly answer: Answer;
  readonly keep?: () => void;
  readonly undo?: () => void;
}
