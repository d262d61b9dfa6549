import type { RetryPolicy } from '@conductor/taskflow';

/** Values by name. */
export type Values = Readonly<Record<string, unknown>>;

/** How a step answers: the engine takes a promise on another way than a value. */
export type Answers = 'at once' | 'with a promise';

/** What one function of a step does; without any of it, it ends well and at once. */
export interface Acts {
  /** Throws this, followed by the number of the attempt where there is a `retry`. */
  readonly fails?: string;
  /** Fails that many attempts only. */
  readonly tries?: number;
  readonly retry?: RetryPolicy;
  /** Milliseconds before it ends, by the clock of the stage. */
  readonly slow?: number;
  /** How far it says it is, on its way. */
  readonly says?: readonly number[];
  /** Notes what it is given. */
  readonly tells?: boolean;
}

/** What a step does. Without any of it, it takes and gives nothing and can be reverted. */
export interface Does<
  Takes extends string = string,
  Maybe extends string = string,
  Gives extends Values = Values,
  Sums extends string = string,
  Owes extends string = string,
> extends Acts {
  readonly takes?: readonly Takes[];
  /** Takes it when it is there. */
  readonly maybe?: readonly Maybe[];
  readonly gives?: Gives;
  /** Gives the sum of what it takes, and of `plus`, under this name. */
  readonly sums?: Sums;
  readonly plus?: number;
  /** Promises it and does not give it. */
  readonly owes?: readonly Owes[];
  readonly revert?: Acts;
}
