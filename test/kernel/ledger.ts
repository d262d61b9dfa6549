import type { Fact, Outcome, RunOutcome, RunStatus, TaskStatus } from '@conductor/taskflow/kernel';

import type { Leaf } from './leaves.ts';

/**
 * What a log says, told again from its facts and the leaves of the flow, without counters: each
 * question looks at all leaves that matter. The kernel must give the same answers.
 */
export class Ledger {
  readonly leaves: readonly Leaf[];
  /** What had started, or been chosen, in this order. */
  readonly started: Leaf[] = [];
  readonly ends = new Map<Leaf, Outcome>();
  /** What was under way when its process was gone, and nobody has taken up since. */
  readonly lost = new Set<Leaf>();
  readonly refused = new Set<Leaf>();
  readonly arms = new Map<Leaf, number>();
  /** Those that were lost are not among them, until they begin again. */
  readonly revertsBegun = new Set<Leaf>();
  /** How reverts ended: true when the effect is gone. */
  readonly reverts = new Map<Leaf, boolean>();
  /** How often each was lost but in a pause, by what it did, and its path. */
  readonly losses = new Map<string, number>();
  readonly signals = new Map<string, unknown[]>();
  status: RunStatus = 'PENDING';
  /** Whether it was asked to rest, and does not rest yet. */
  suspending = false;
  /** Whether it ever turned back; it may have ended since. */
  turned = false;
  pivoted = false;
  /** Whether a failure counts that did not turn the run back. */
  broken = false;
  readonly #byPath: ReadonlyMap<string, Leaf>;
  /** Whose attempts may have had an effect, though none is known to have. */
  readonly #doubts = new Set<Leaf>();
  /** Until when each waits for its next attempt, if it does; by what it does, and its path. */
  readonly #pauses = new Map<string, number>();

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
      case 'run-suspending':
        this.suspending = true;
        return;
      case 'suspend-withdrawn':
        this.suspending = false;
        return;
      case 'run-suspended':
        this.#loseAll(fact.at);
        this.suspending = false;
        this.status = 'SUSPENDED';
        return;
      case 'run-resumed':
        this.#loseAll(fact.at);
        this.status = this.turned ? 'REVERTING' : 'RUNNING';
        return;
      case 'signal-received':
        this.signals.set(fact.name, [...(this.signals.get(fact.name) ?? []), fact.value]);
        return;
      case 'run-finished':
        this.suspending = false;
        this.status = fact.outcome;
        return;
      case 'task-started':
        if (!this.lost.delete(this.leaf(fact.task))) this.started.push(this.leaf(fact.task));
        this.ends.delete(this.leaf(fact.task));
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
        this.lost.delete(this.leaf(fact.task));
        this.ends.set(this.leaf(fact.task), fact.outcome);
        this.#fail(this.leaf(fact.task));
        return;
      case 'task-refused':
        this.refused.add(this.leaf(fact.task));
        this.#fail(this.leaf(fact.task));
        return;
      case 'revert-started':
        this.lost.delete(this.leaf(fact.task));
        this.revertsBegun.add(this.leaf(fact.task));
        return;
      case 'revert-succeeded':
      case 'revert-failed':
        this.reverts.set(this.leaf(fact.task), fact.type === 'revert-succeeded');
        return;
      case 'attempt-failed':
        this.#pauses.set(`${doing[fact.direction]} ${fact.task}`, fact.at + fact.delayMs);
        if (fact.direction === 'revert' || fact.outcome === 'failed') return;
        this.#doubts.add(this.leaf(fact.task));
        return;
      case 'value-recorded':
    }
  }

  /** In an arm that was not taken. */
  isSkipped(leaf: Leaf): boolean {
    return leaf.arms.some(({ choice, arm }) => (this.arms.get(choice) ?? arm) !== arm);
  }

  /** What comes after it need not wait for it. */
  isDone(leaf: Leaf): boolean {
    const hasFailed = this.ends.has(leaf) && !this.lost.has(leaf);
    return (
      (isBestEffort(leaf) && (hasFailed || this.refused.has(leaf))) ||
      this.ends.get(leaf) === 'succeeded' ||
      this.arms.has(leaf) ||
      this.isSkipped(leaf)
    );
  }

  mayStart(leaf: Leaf): boolean {
    return !this.suspending && this.#isToStart(leaf);
  }

  mayRevert(leaf: Leaf): boolean {
    return !this.suspending && this.#isToRevert(leaf);
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
    const isLeft = this.leaves.some((leaf) => this.#isToStart(leaf) || this.#isToRevert(leaf));
    if (isUnderWay || isLeft) return undefined;
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
    if (this.lost.has(leaf)) return 'lost';
    if (end === 'succeeded') return 'succeeded';
    return isBestEffort(leaf) ? 'tolerated' : 'failed';
  }

  /** Whether it is still to start, or to start again, on the way forward. */
  #isToStart(leaf: Leaf): boolean {
    const isUntouched = !this.started.includes(leaf) && !this.refused.has(leaf);
    return (
      this.status === 'RUNNING' &&
      (isUntouched || this.lost.has(leaf)) &&
      !this.isSkipped(leaf) &&
      all(leaf.before, (first) => this.isDone(first))
    );
  }

  /** Whether it is still to be reverted, or to be reverted again, and nothing is in its way. */
  #isToRevert(leaf: Leaf): boolean {
    return (
      this.status === 'REVERTING' &&
      hasRevert(leaf) &&
      this.ends.has(leaf) &&
      !this.revertsBegun.has(leaf) &&
      this.isFree(leaf)
    );
  }

  /** Whoever had the run is gone, and with it what was under way. */
  #loseAll(at: number): void {
    const underWay = this.leaves.map((leaf) => [leaf, this.statusOf(leaf)] as const);
    for (const [leaf, status] of underWay) {
      if (status !== 'running' && status !== 'reverting') continue;
      this.lost.add(leaf);
      const what = `${status} ${leaf.path}`;
      const isPausing = (this.#pauses.get(what) ?? at) > at;
      if (!isPausing) this.losses.set(what, (this.losses.get(what) ?? 0) + 1);
      this.revertsBegun.delete(leaf);
      if (status === 'reverting') continue;
      // In a pause nothing is under way: then it is as sure as it was before.
      if (!isPausing) this.#doubts.add(leaf);
      this.ends.set(leaf, this.#doubts.has(leaf) ? 'unknown' : 'failed');
    }
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

const doing = { execute: 'running', revert: 'reverting' } as const;

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
