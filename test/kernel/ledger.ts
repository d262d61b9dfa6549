import type { Fact, RunOutcome, RunStatus, TaskStatus } from '@conductor/taskflow/kernel';

import type { Leaf } from './leaves.ts';

/**
 * What a log says, told again from its facts and the leaves of the flow, without counters: each
 * question looks at all leaves that matter. The kernel must give the same answers.
 */
export class Ledger {
  readonly leaves: readonly Leaf[];
  /** What had started, or been chosen, in this order. */
  readonly started: Leaf[] = [];
  readonly ends = new Map<Leaf, 'succeeded' | 'failed' | 'unknown'>();
  readonly refused = new Set<Leaf>();
  readonly arms = new Map<Leaf, number>();
  readonly revertsBegun = new Set<Leaf>();
  /** How reverts ended: true when the effect is gone. */
  readonly reverts = new Map<Leaf, boolean>();
  status: RunStatus = 'PENDING';
  /** Whether it ever turned back; it may have ended since. */
  turned = false;
  pivoted = false;
  /** Whether a failure counts that did not turn the run back. */
  broken = false;
  readonly #byPath: ReadonlyMap<string, Leaf>;

  constructor(leaves: readonly Leaf[]) {
    this.leaves = leaves;
    this.#byPath = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  }

  leaf(path: string): Leaf {
    const leaf = this.#byPath.get(path);
    if (leaf === undefined) throw new Error(`the flow has no '${path}'`);
    return leaf;
  }

  read(fact: Fact): void {
    switch (fact.type) {
      case 'run-started':
        this.status = 'RUNNING';
        return;
      case 'run-cancelled':
        this.#turn();
        return;
      case 'run-finished':
        this.status = fact.outcome;
        return;
      case 'task-started':
        this.started.push(this.leaf(fact.task));
        return;
      case 'choice-made':
        this.started.push(this.leaf(fact.task));
        this.arms.set(this.leaf(fact.task), fact.arm);
        return;
      case 'task-succeeded':
        this.ends.set(this.leaf(fact.task), 'succeeded');
        this.pivoted ||= this.status === 'RUNNING' && isPivot(this.leaf(fact.task));
        return;
      case 'task-failed':
        this.ends.set(this.leaf(fact.task), fact.outcome);
        this.#fail(this.leaf(fact.task));
        return;
      case 'task-refused':
        this.refused.add(this.leaf(fact.task));
        this.#fail(this.leaf(fact.task));
        return;
      case 'revert-started':
        this.revertsBegun.add(this.leaf(fact.task));
        return;
      case 'revert-succeeded':
      case 'revert-failed':
        this.reverts.set(this.leaf(fact.task), fact.type === 'revert-succeeded');
        return;
      case 'attempt-failed':
      case 'value-recorded':
    }
  }

  /** In an arm that was not taken. */
  isSkipped(leaf: Leaf): boolean {
    return leaf.arms.some(({ choice, arm }) => (this.arms.get(choice) ?? arm) !== arm);
  }

  /** What comes after it need not wait for it. */
  isDone(leaf: Leaf): boolean {
    const tolerated = isBestEffort(leaf) && (this.ends.has(leaf) || this.refused.has(leaf));
    return (
      tolerated ||
      this.ends.get(leaf) === 'succeeded' ||
      this.arms.has(leaf) ||
      this.isSkipped(leaf)
    );
  }

  mayStart(leaf: Leaf): boolean {
    const isUntouched = !this.started.includes(leaf) && !this.refused.has(leaf);
    return (
      this.status === 'RUNNING' &&
      isUntouched &&
      !this.isSkipped(leaf) &&
      all(leaf.before, (first) => this.isDone(first))
    );
  }

  mayRevert(leaf: Leaf): boolean {
    return (
      this.status === 'REVERTING' &&
      hasRevert(leaf) &&
      this.ends.has(leaf) &&
      !this.revertsBegun.has(leaf) &&
      this.isFree(leaf)
    );
  }

  /** No effect of what comes after it is left. */
  isFree(leaf: Leaf): boolean {
    return all(leaf.after, (later) => !this.mayHaveEffect(later));
  }

  /** Its effect is there, or may be, or may still come. */
  mayHaveEffect(leaf: Leaf): boolean {
    if (leaf.node.kind !== 'task' || !this.started.includes(leaf)) return false;
    return this.ends.has(leaf) ? this.reverts.get(leaf) !== true && !this.#hasNone(leaf) : true;
  }

  /** How the run must end now, if nothing more can happen. */
  get outcome(): RunOutcome | undefined {
    const isUnderWay = this.leaves.some((leaf) =>
      /^(running|reverting)$/.test(this.statusOf(leaf)),
    );
    const may = this.leaves.some((leaf) => this.mayStart(leaf) || this.mayRevert(leaf));
    if (isUnderWay || may) return undefined;
    if (this.status === 'RUNNING') return this.broken ? 'FAILURE' : 'SUCCESS';
    if (this.status !== 'REVERTING') return undefined;
    return this.leaves.some((leaf) => this.mayHaveEffect(leaf)) ? 'FAILURE' : 'REVERTED';
  }

  /** The status that the kernel must see, under the rules of the table of moves. */
  statusOf(leaf: Leaf): TaskStatus {
    if (this.isSkipped(leaf)) return 'skipped';
    if (this.refused.has(leaf)) return 'refused';
    if (!this.started.includes(leaf)) return 'pending';
    const isSettled = this.turned && this.isFree(leaf);
    if (leaf.node.kind === 'when') return isSettled ? 'reverted' : 'passed';
    const reverted = this.reverts.get(leaf);
    if (reverted !== undefined) return reverted ? 'reverted' : 'revert-failed';
    if (this.revertsBegun.has(leaf)) return 'reverting';
    const end = this.ends.get(leaf);
    if (end === undefined) return 'running';
    if (isSettled && this.#hasNone(leaf)) return 'reverted';
    if (end === 'succeeded') return 'succeeded';
    return isBestEffort(leaf) ? 'tolerated' : 'failed';
  }

  /** Ended, and left nothing to undo. */
  #hasNone(leaf: Leaf): boolean {
    if (leaf.node.kind !== 'task') return true;
    const { revert } = leaf.node;
    return revert === 'nothing' || (revert === 'irreversible' && this.ends.get(leaf) === 'failed');
  }

  #fail(leaf: Leaf): void {
    if (isBestEffort(leaf) || this.status !== 'RUNNING') return;
    if (this.pivoted) this.broken = true;
    else this.#turn();
  }

  #turn(): void {
    this.status = 'REVERTING';
    this.turned = true;
  }
}

/** Whether its failure is tolerated. */
export function isBestEffort(leaf: Leaf): boolean {
  return leaf.node.kind === 'task' && leaf.node.bestEffort;
}

/** Whether it is an irreversible task. */
export function isPivot(leaf: Leaf): boolean {
  return leaf.node.kind === 'task' && leaf.node.revert === 'irreversible';
}

/** Whether somebody's code undoes it. */
export function hasRevert(leaf: Leaf): boolean {
  const { node } = leaf;
  return node.kind === 'task' && (node.revert === 'function' || node.revert === 'receiver');
}

function all<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false;
  return true;
}
