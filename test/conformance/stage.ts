import { condition, sleep, task } from '@conductor/taskflow';
import type { Condition, Context, Node, RevertInfo } from '@conductor/taskflow';
import { manualClock } from '@conductor/taskflow/testing';
import type { ManualClock } from '@conductor/taskflow/testing';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import type { Acts, Answers, Does, Values } from './does.ts';
import { outcomeIn, pairs } from './words.ts';

/** What a row is played on: its tasks, its clock, and what was noted while it ran. */
export type Stage = ReturnType<typeof stageOf>;

/** An empty stage. */
export function stageOf(answers: Answers, clock: ManualClock = manualClock()) {
  const notes: string[] = [];
  const thrown: Error[] = [];
  const act = actor(clock, answers, thrown);

  /** A step without its types, for flows that the compiler would refuse. */
  function loose(name: string, does: Does = {}): Node {
    const { takes = [], maybe = [], gives = {}, owes = [], plus = 0, revert = {} } = does;
    const sums = does.sums === undefined ? [] : [does.sums];
    const result = (input: Values): Values => ({
      ...gives,
      ...Object.fromEntries(sums.map((key) => [key, sumOf(input) + plus])),
    });
    return task({
      name,
      requires: { ...shapeOf(takes), ...shapeOf(maybe, Type.Optional(Type.Unknown())) },
      provides: shapeOf([...Object.keys(gives), ...sums, ...owes]),
      execute(input: Values, context) {
        if (does.tells === true) notes.push(`${name}(${pairs(input)})`);
        return act(does, context, () => result(input));
      },
      revert(input: Values, info: RevertInfo, context) {
        if (revert.tells === true) notes.push(`${name}(${pairs(input)}) ${outcomeIn(info)}`);
        return act(revert, context, () => undefined);
      },
      ...(does.retry && { retry: does.retry }),
      ...(revert.retry && { revertRetry: revert.retry }),
    });
  }

  /** A task that does what a row says, and nothing else. */
  function step<
    const Name extends string,
    const Takes extends string = never,
    const Maybe extends string = never,
    const Gives extends Values = {},
    const Sums extends string = never,
    const Owes extends string = never,
  >(
    name: Name,
    does?: Does<Takes, Maybe, Gives, Sums, Owes>,
  ): Node<
    Name,
    { readonly [K in Takes]: unknown } & { readonly [K in Maybe]?: unknown },
    { readonly [K in keyof Gives | Sums | Owes]: unknown },
    { readonly [K in Takes]: { readonly [P in Name]: true } }
  >;
  function step(name: string, does?: Does): Node {
    return loose(name, does);
  }

  /** A condition with a given answer, or with a given error; it notes what it was asked. */
  function ask<const Name extends string, const Takes extends string = never>(
    name: Name,
    answer: boolean | ((input: Values) => boolean) | Error,
    takes?: readonly Takes[],
  ): Condition<Name, { readonly [K in Takes]: TSchema }>;
  function ask(
    name: string,
    answer: boolean | ((input: Values) => boolean) | Error,
    takes: readonly string[] = [],
  ): Condition {
    return condition({
      name,
      requires: shapeOf(takes),
      test(input: Values) {
        notes.push(`${name}(${pairs(input)})`);
        if (typeof answer === 'boolean') return answer;
        if (typeof answer === 'function') return answer(input);
        thrown.push(answer);
        throw answer;
      },
    });
  }

  // Every object that a task or a condition threw is kept in `thrown`.
  return { clock, notes, thrown, step, loose, ask };
}

/** A schema for each of some keys: any value, unless a row is about the schema. */
export function shapeOf(
  keys: readonly string[],
  schema: TSchema = Type.Unknown(),
): Record<string, TSchema> {
  return Object.fromEntries(keys.map((key) => [key, schema]));
}

/** Plays one function of a step: it says how far it is, takes its time, then fails or ends. */
function actor(clock: ManualClock, answers: Answers, thrown: Error[]) {
  return <Result>(acts: Acts, context: Context, end: () => Result): Result | Promise<Result> => {
    const { fails, slow, says = [], tries = Number.POSITIVE_INFINITY } = acts;
    const finish = (): Result => {
      if (fails === undefined || context.attempt > tries) return end();
      const error = new Error(acts.retry === undefined ? fails : `${fails}${context.attempt}`);
      thrown.push(error);
      throw error;
    };
    for (const fraction of says) context.progress(fraction);
    if (slow !== undefined) return sleep(clock, slow).then(finish);
    return answers === 'at once' ? finish() : Promise.resolve().then(finish);
  };
}

function sumOf(input: Values): number {
  return Object.values(input)
    .flat()
    .reduce<number>((sum, value) => sum + Number(value), 0);
}
