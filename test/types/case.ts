/** One mistake that the compiler must see. */
export interface Case {
  /** What is wrong, as a fact. */
  readonly fact: string;
  /** The wrong expression: both TypeScript and plain JavaScript. */
  readonly code: string;
  /** The argument that the compiler must point at. */
  readonly at: string;
  /** The text that must stand in the compiler's message, and in that of the `FlowError`. */
  readonly says: string;
  /** What the `FlowError` says where it cannot say the same: it knows a clash's flow only. */
  readonly saysAtRunTime?: string;
  /** What the compiler says in words of its own. */
  readonly compilerSays?: string;
}

/** Mistakes in how the nodes of a group feed one another. */
export const groupCases: readonly Case[] = [
  {
    fact: 'a task in order needs what only a later one provides',
    code: "linear('l', load, move, pick)",
    at: 'move',
    says: "taskflow: in 'l', 'move' needs 'host', but it is only provided later",
  },
  {
    fact: 'the ninth of ten tasks needs what only the tenth provides',
    code: `linear('l', load, idle('a'), idle('b'), idle('c'), idle('d'), idle('e'), idle('f'),
      idle('g'), move, pick)`,
    at: 'move',
    says: "taskflow: in 'l', 'move' needs 'host', but it is only provided later",
  },
  {
    fact: 'two tasks in order provide one key',
    code: "linear('l', load, pick, pickAgain)",
    at: 'pickAgain',
    says: "taskflow: in 'l', 'pick-again' provides 'host', which is already provided",
  },
  {
    fact: 'a task in order needs a key with another type',
    code: "linear('l', load, pick, numbered)",
    at: 'numbered',
    says: "taskflow: in 'l', 'numbered' needs 'host' with another type than the one provided",
    saysAtRunTime:
      "taskflow: in 'around', 'numbered' needs 'host' with another type than the one provided",
  },
  {
    fact: 'a task needs what one arm of a choice provides',
    code: "linear('l', load, pick, when(isLarge, move), report)",
    at: 'report',
    says: "taskflow: in 'l', 'report' needs 'moved', which is only provided sometimes",
  },
  {
    fact: 'a task needs what a best-effort task provides',
    code: "linear('l', load, measure, bill)",
    at: 'bill',
    says: "taskflow: in 'l', 'bill' needs 'weight', which is only provided sometimes",
  },
  {
    fact: 'a branch needs what the branch beside it provides',
    code: "linear('o', load, parallel('p', pick, move))",
    at: 'move',
    says: "taskflow: in 'p', 'move' needs 'host', but a branch running beside it provides it",
  },
  {
    fact: 'a task deep in a branch needs what the branch beside it provides',
    code: "linear('o', load, parallel('p', pick, linear('deep', linear('deeper', move))))",
    at: "linear('deep', linear('deeper', move))",
    says: "taskflow: in 'p', 'move' needs 'host', but a branch running beside it provides it",
  },
  {
    fact: 'two branches provide one key',
    code: "linear('o', load, parallel('p', pick, pickAgain))",
    at: 'pickAgain',
    says: "taskflow: in 'p', 'pick-again' provides 'host', which is already provided",
  },
  {
    fact: 'a branch needs what it provides itself',
    code: "parallel('p', advance)",
    at: 'advance',
    says: "taskflow: in 'p', 'advance' needs 'step', which it provides itself",
  },
  {
    fact: 'a task of a graph needs what it provides itself',
    code: "graph('g', advance)",
    at: 'advance',
    says: "taskflow: in 'g', 'advance' needs 'step', which it provides itself",
  },
  {
    fact: 'two tasks of a graph provide one key',
    code: "graph('g', load, pick, pickAgain)",
    at: 'pickAgain',
    says: "taskflow: in 'g', 'pick-again' provides 'host', which is already provided",
  },
  {
    fact: 'a task of a graph needs a key with another type',
    code: "graph('g', numbered, pick, load)",
    at: 'numbered',
    says: "taskflow: in 'g', 'numbered' needs 'host' with another type than the one provided",
    saysAtRunTime:
      "taskflow: in 'around', 'numbered' needs 'host' with another type than the one provided",
  },
  {
    fact: 'a task of a graph needs what is provided sometimes',
    code: "graph('g', bill, measure, load)",
    at: 'bill',
    says: "taskflow: in 'g', 'bill' needs 'weight', which is only provided sometimes",
  },
  {
    fact: 'a task needs what a renamed one provides later',
    code: "linear('l', load, move, rename(pickAgain, { name: 'other' }))",
    at: 'move',
    says: "taskflow: in 'l', 'move' needs 'host', but it is only provided later",
  },
];

const head = "{ name: 'f', input: { instanceId: Type.String() } }";

/** Mistakes in what a flow is given. */
export const flowCases: readonly Case[] = [
  {
    fact: 'a flow lacks an input',
    code: `flow(${head}, linear('l', load, move))`,
    at: "linear('l', load, move)",
    says: "taskflow: flow 'f' lacks input 'host', needed by 'move'",
  },
  {
    fact: 'a flow lacks an input that is needed deep inside',
    code: `flow(${head}, linear('l', load, parallel('p', linear('q', graph('g', move)))))`,
    at: "linear('l', load, parallel('p', linear('q', graph('g', move))))",
    says: "taskflow: flow 'f' lacks input 'host', needed by 'move'",
  },
  {
    fact: 'a flow of a graph lacks an input',
    code: `flow(${head}, graph('g', report, move, load))`,
    at: "graph('g', report, move, load)",
    says: "taskflow: flow 'f' lacks input 'host', needed by 'move'",
  },
  {
    fact: 'a flow lacks the input of the flow inside it',
    code: `flow(${head}, flow({ name: 'inner', input: { host: Type.String() } }, idle('a')))`,
    at: "flow({ name: 'inner', input: { host: Type.String() } }, idle('a'))",
    says: "taskflow: flow 'f' lacks input 'host', needed by 'inner'",
  },
  {
    fact: 'a flow lacks what a condition asks for',
    code: `flow(${head}, when(isLarge, idle('a')))`,
    at: "when(isLarge, idle('a'))",
    says: "taskflow: flow 'f' lacks input 'instance', needed by 'is-large'",
  },
  {
    fact: 'a flow lacks the renamed input of a renamed task',
    code: `flow(${head}, rename(numbered, { requires: { host: 'target' }, name: 'second' }))`,
    at: "rename(numbered, { requires: { host: 'target' }, name: 'second' })",
    says: "taskflow: flow 'f' lacks input 'target', needed by 'second'",
  },
  {
    fact: 'a flow declares an input with another type',
    code: "flow({ name: 'f', input: { host: Type.String() } }, numbered)",
    at: 'numbered',
    says: "taskflow: in 'f', 'numbered' needs 'host' with another type than the one provided",
  },
  {
    fact: 'a flow declares as optional what a task cannot do without',
    code: "flow({ name: 'f', input: { host: Type.Optional(Type.Number()) } }, numbered)",
    at: 'numbered',
    says: "taskflow: in 'f', 'numbered' needs 'host', which is only provided sometimes",
  },
  {
    fact: 'a flow declares as input what a task in it provides',
    code: "flow({ name: 'f', input: { host: Type.String() } }, pickAgain)",
    at: 'pickAgain',
    says: "taskflow: in 'f', 'pick-again' provides 'host', which is already provided",
  },
  {
    fact: 'a renaming names a requirement that is none',
    code: "rename(move, { requires: { hots: 'target' } })",
    at: 'hots',
    says: "taskflow: 'move' requires no 'hots', so it cannot be renamed",
  },
  {
    fact: 'a renaming names an output that is none',
    code: "rename(move, { provides: { mowed: 'moved' } })",
    at: 'mowed',
    says: "taskflow: 'move' provides no 'mowed', so it cannot be renamed",
  },
  {
    fact: 'an injection gives a value that nothing needs',
    code: "inject(move, { hots: 'h1' })",
    at: 'hots',
    says: "taskflow: nothing in 'move' needs 'hots', so it cannot be injected",
    compilerSays: "'hots' does not exist in type",
  },
];
