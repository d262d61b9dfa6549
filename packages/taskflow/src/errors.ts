import type { Failure, Mistake, Outcome } from './kernel/index.ts';

/**
 * Base of every error that this library throws at its callers. Its `code` is stable and meant for
 * programs; the message names the culprit and the way out, and may change.
 */
export class TaskflowError extends Error {
  override readonly name: string = 'TaskflowError';
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(`taskflow: ${message}`, options);
    this.code = code;
  }
}

/** A flow that cannot be built; it carries every mistake, not only the first. Nothing has run. */
export class FlowError extends TaskflowError {
  override readonly name = 'FlowError';
  readonly flow: string;
  readonly mistakes: readonly Mistake[];

  constructor(flow: string, mistakes: readonly Mistake[]) {
    const lines = mistakes.map((mistake) => `\n  - ${mistake.message}`);
    super('FLOW', `flow '${flow}' cannot be built:${lines.join('')}`);
    this.flow = flow;
    this.mistakes = mistakes;
  }
}

/** A task, condition or receiver that was declared in a way that cannot work. Nothing has run. */
export class DeclarationError extends TaskflowError {
  override readonly name = 'DeclarationError';
  /** Name of what was declared. */
  readonly culprit: string;

  constructor(culprit: string, problem: string, options?: { readonly cause?: unknown }) {
    super('DECLARATION', `'${culprit}': ${problem}`, options);
    this.culprit = culprit;
  }
}

/** The input of a run broke the flow's schema. Nothing has been written and nothing has run. */
export class InputError extends TaskflowError {
  override readonly name = 'InputError';
  readonly flow: string;
  /** One sentence for each value that is wrong. */
  readonly problems: readonly string[];

  constructor(flow: string, problems: readonly string[]) {
    super('INPUT', `flow '${flow}' was given a wrong input: ${problems.join('; ')}`);
    this.flow = flow;
    this.problems = problems;
  }
}

/**
 * What a task throws to say more than that it failed. A plain `Error` is fine too: it counts as
 * retryable, and as not having had its effect only in so far as the revert that follows makes sure
 * of it.
 */
export class TaskError extends TaskflowError {
  override readonly name = 'TaskError';
  /** False when trying the same again cannot help. */
  readonly retryable: boolean;
  /**
   * `unknown` when the effect may have happened all the same; an irreversible task then counts as
   * having happened.
   */
  readonly outcome: Exclude<Outcome, 'succeeded'>;

  constructor(message: string, options: TaskErrorOptions = {}) {
    super(options.code ?? 'TASK', message, options);
    this.message = message;
    this.retryable = options.retryable ?? true;
    this.outcome = options.outcome ?? 'failed';
  }
}

/** See {@link TaskError}. */
export interface TaskErrorOptions {
  /** `TASK` when left out. */
  readonly code?: string;
  /** True when left out. */
  readonly retryable?: boolean;
  /** `failed` when left out. */
  readonly outcome?: Exclude<Outcome, 'succeeded'>;
  readonly cause?: unknown;
}

/** A flow that a conductor does not know. Nothing has been written and nothing has run. */
export class FlowUnknownError extends TaskflowError {
  override readonly name = 'FlowUnknownError';
  readonly flow: string;
  /** Left out when no version of it is known. */
  readonly version: number | undefined;
  /** What is known, as `name@version`. */
  readonly known: readonly string[];

  constructor(flow: string, version: number | undefined, known: readonly string[]) {
    const which = version === undefined ? `'${flow}'` : `'${flow}' in version ${version}`;
    const list = known.length > 0 ? known.join(', ') : 'none';
    super('FLOW_UNKNOWN', `this conductor has no flow ${which}: it was opened with ${list}`);
    this.flow = flow;
    this.version = version;
    this.known = known;
  }
}

/** Unfinished runs that would be forgotten, because no flow of the conductor fits them. */
export class StrayRunsError extends TaskflowError {
  override readonly name = 'StrayRunsError';
  /** One sentence for each kind of run. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `\n  - ${problem}`);
    const way = "to leave them to another conductor, open with strays: 'leave'";
    super(
      'STRAY_RUNS',
      `this journal has unfinished runs that cannot go on:${lines.join('')}\n${way}`,
    );
    this.problems = problems;
  }
}

/** A run that a journal does not have. */
export class RunUnknownError extends TaskflowError {
  override readonly name = 'RunUnknownError';
  readonly runId: string;

  constructor(runId: string) {
    super('RUN_UNKNOWN', `the journal has no run '${runId}'`);
    this.runId = runId;
  }
}

/** A point of a run from which no other run can be started. Nothing has been written. */
export class ForkError extends TaskflowError {
  override readonly name = 'ForkError';
  readonly runId: string;

  constructor(runId: string, problem: string) {
    super('FORK', `run '${runId}' cannot be forked there: ${problem}`);
    this.runId = runId;
  }
}

/** A run whose lock another run has. Nothing has been written and nothing has run. */
export class LockedError extends TaskflowError {
  override readonly name = 'LockedError';
  /** Id of the run that was refused. */
  readonly runId: string;
  readonly lock: string;
  /** Id of the run that has the lock. */
  readonly by: string;

  constructor(runId: string, lock: string, by: string) {
    const problem = `run '${runId}' cannot have the lock '${lock}': run '${by}' has it`;
    super('LOCKED', `${problem}; wait for its end, or submit with onConflict 'queue'`);
    this.runId = runId;
    this.lock = lock;
    this.by = by;
  }
}

/**
 * A journal that cannot do what it is asked; it has done nothing of it. What it confirmed before
 * is not touched by this.
 */
export class JournalError extends TaskflowError {
  override readonly name = 'JournalError';
  declare readonly code: JournalErrorCode;
  /** True when the same may work later: the disk was full, or somebody else was writing. */
  readonly retryable: boolean;

  constructor(code: JournalErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(code, message, options);
    this.retryable = code === 'JOURNAL_FULL' || code === 'JOURNAL_BUSY' || code === 'JOURNAL_IO';
  }
}

/**
 * What is wrong with a journal.
 *
 * - `JOURNAL_FENCED`: somebody else has taken the run.
 * - `JOURNAL_UNKNOWN_RUN`: it has no such run.
 * - `JOURNAL_FULL`, `JOURNAL_BUSY`, `JOURNAL_IO`: it could not write just now.
 * - `JOURNAL_READ_ONLY`: it may not write at all.
 * - `JOURNAL_CORRUPT`, `JOURNAL_FOREIGN`: what is there is damaged, or is no journal.
 * - `JOURNAL_NEWER`: a newer version of this library has written it.
 * - `JOURNAL_CLOSED`: it was closed.
 */
export type JournalErrorCode =
  | 'JOURNAL_FENCED'
  | 'JOURNAL_UNKNOWN_RUN'
  | 'JOURNAL_FULL'
  | 'JOURNAL_BUSY'
  | 'JOURNAL_IO'
  | 'JOURNAL_READ_ONLY'
  | 'JOURNAL_CORRUPT'
  | 'JOURNAL_FOREIGN'
  | 'JOURNAL_NEWER'
  | 'JOURNAL_CLOSED';

/**
 * A run that did not succeed: one error, however many failures there were. `cause` is the very
 * object that brought the run down: what the first failing task threw, or the reason with which it
 * was cancelled. `outcome` says whether anything is left: after `REVERTED` nothing stands, after
 * `FAILURE` the tasks in `standing` do.
 */
export class RunError extends TaskflowError {
  override readonly name = 'RunError';
  readonly runId: string;
  readonly flow: string;
  readonly outcome: 'REVERTED' | 'FAILURE';
  /** Why the run turned back. */
  readonly reason: 'failed' | 'cancelled';
  /**
   * Every failure, of tasks first and of reverts after them, each in the order of its recording.
   */
  readonly failures: readonly Failure[];
  /** Paths of the tasks that are undone. */
  readonly reverted: readonly string[];
  /** Paths of the tasks whose effect stands, or may stand. */
  readonly standing: readonly string[];
  /** What was thrown for each of {@link RunError.failures}, where this process caught it. */
  readonly errors: readonly unknown[];

  constructor(facts: RunErrorFacts) {
    super(facts.outcome === 'REVERTED' ? 'RUN_REVERTED' : 'RUN_FAILED', runMessage(facts), {
      cause: facts.cause,
    });
    this.runId = facts.runId;
    this.flow = facts.flow;
    this.outcome = facts.outcome;
    this.reason = facts.reason;
    this.failures = facts.failures;
    this.reverted = facts.reverted;
    this.standing = facts.standing;
    this.errors = facts.errors;
  }
}

/** What a {@link RunError} is made of. */
export type RunErrorFacts = Omit<RunError, keyof Error | 'code'> & { readonly cause: unknown };

function runMessage(facts: RunErrorFacts): string {
  const causes = facts.failures.map((failure) => `${failure.task}: ${failure.message}`);
  const why = facts.reason === 'cancelled' ? ['cancelled', ...causes] : causes;
  const left =
    facts.outcome === 'REVERTED'
      ? 'everything was reverted'
      : `these stand: ${facts.standing.join(', ')}; look at each before the run is repeated`;
  return `flow '${facts.flow}' (run ${facts.runId}) ended ${facts.outcome}: ${why.join('; ')}; ${left}`;
}
