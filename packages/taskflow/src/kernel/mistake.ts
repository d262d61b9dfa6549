/** What can be wrong with a flow, as stable codes. */
export type MistakeCode =
  | 'MISSING_INPUT'
  | 'PROVIDED_LATER'
  | 'PROVIDED_BESIDE'
  | 'PROVIDED_SOMETIMES'
  | 'PROVIDED_TWICE'
  | 'PROVIDED_BY_ITSELF'
  | 'TYPE_CLASH'
  | 'INJECT_UNUSED'
  | 'RENAME_UNKNOWN'
  | 'CYCLE'
  | 'NAME_TWICE'
  | 'NAME_INVALID'
  | 'LIMIT';

/**
 * One thing that is wrong with a flow, found when it is built.
 * The message is, word for word, what the compiler says of the same mistake.
 */
export interface Mistake {
  readonly code: MistakeCode;
  readonly message: string;
  /** Name of the task, or of the node when no single task is to blame. */
  readonly task: string;
  /** The key that is missing, doubled or of the wrong type. */
  readonly key?: string;
  /** What the task itself calls the key, where a rename made it this one. */
  readonly inputs?: readonly string[];
}

/** The texts of the mistakes, in one place so that the types and the checks say the same. */
export const mistakes = {
  /** Nobody provides what a task cannot do without. */
  missing: (flow: string, key: string, task: string): Mistake =>
    of('MISSING_INPUT', `flow '${flow}' lacks input '${key}', needed by '${task}'`, task, key),

  /** In order, only a later node provides it. */
  later: (group: string, key: string, task: string): Mistake =>
    of(
      'PROVIDED_LATER',
      `in '${group}', '${task}' needs '${key}', but it is only provided later`,
      task,
      key,
    ),

  /** Side by side, only another branch provides it; or, of a choice, only another arm. */
  beside: (group: string, key: string, task: string): Mistake =>
    of(
      'PROVIDED_BESIDE',
      `in '${group}', '${task}' needs '${key}', but a branch running beside it provides it`,
      task,
      key,
    ),

  /** What provides it may be skipped, or may fail and be tolerated. */
  sometimes: (group: string, key: string, task: string): Mistake =>
    of(
      'PROVIDED_SOMETIMES',
      `in '${group}', '${task}' needs '${key}', which is only provided sometimes`,
      task,
      key,
    ),

  /** A key is given once in a flow, so that a revert reads what its execute read. */
  twice: (group: string, key: string, task: string): Mistake =>
    of(
      'PROVIDED_TWICE',
      `in '${group}', '${task}' provides '${key}', which is already provided`,
      task,
      key,
    ),

  /** A node waits for its own output. */
  itself: (group: string, key: string, task: string): Mistake =>
    of(
      'PROVIDED_BY_ITSELF',
      `in '${group}', '${task}' needs '${key}', which it provides itself`,
      task,
      key,
    ),

  /** It is provided, but with a schema that cannot satisfy the one required. */
  clash: (group: string, key: string, task: string, detail: string): Mistake =>
    of(
      'TYPE_CLASH',
      `in '${group}', '${task}' needs '${key}' with another type than the one provided (${detail})`,
      task,
      key,
    ),

  /** A constant that nobody takes. */
  unused: (node: string, key: string): Mistake =>
    of('INJECT_UNUSED', `nothing in '${node}' needs '${key}', so it cannot be injected`, node, key),

  /** A rename of a key that is not there. */
  unknown: (node: string, key: string, side: 'requires' | 'provides'): Mistake =>
    of('RENAME_UNKNOWN', `'${node}' ${side} no '${key}', so it cannot be renamed`, node, key),

  /** Nodes of a graph that feed one another in a circle; the last name is the first again. */
  cycle: (group: string, names: readonly string[]): Mistake =>
    of(
      'CYCLE',
      `in '${group}', these wait for one another: ${names.join(' → ')}`,
      names[0] ?? group,
    ),

  /** A name stands for one task or condition in its flow, and for one group in its place. */
  nameTwice: (scope: string, name: string): Mistake =>
    of('NAME_TWICE', `in '${scope}', the name '${name}' is used twice`, name),

  /** Names are joined by `/` to paths, so none may be empty or have one in it. */
  nameInvalid: (scope: string, name: string): Mistake =>
    of(
      'NAME_INVALID',
      `in '${scope}', '${name}' is no name: use at least one character and no '/'`,
      name,
    ),

  /** More than {@link limits} allow. */
  limit: (flow: string, what: string, most: number, found: number): Mistake =>
    of('LIMIT', `flow '${flow}' has ${what} ${found}, at most ${most} are allowed`, flow),
} as const;

function of(code: MistakeCode, message: string, task: string, key?: string): Mistake {
  const text = `taskflow: ${message}`;
  return key === undefined ? { code, message: text, task } : { code, message: text, task, key };
}
