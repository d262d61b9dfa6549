import type { Atom } from './plan.ts';
import type { RunOutcome } from './status.ts';

/**
 * What a runtime is asked to do next. A command is a permission, not a record: it counts as obeyed
 * when the fact that says so is in the log.
 */
export type Command =
  /** Record `task-started`, then call `execute`; or record `task-refused`. */
  | { readonly do: 'execute'; readonly atom: Atom }
  /** Ask the condition and record `choice-made`; or record `task-refused`. */
  | { readonly do: 'choose'; readonly atom: Atom }
  /** Record `revert-started`, then call `revert`. */
  | { readonly do: 'revert'; readonly atom: Atom }
  /** Nothing until one of the running tasks reports. */
  | { readonly do: 'wait' }
  /** Record `run-suspended`. */
  | { readonly do: 'suspend' }
  /** Record `run-finished`. */
  | { readonly do: 'finish'; readonly outcome: RunOutcome };
