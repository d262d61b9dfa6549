import type { Blueprint, RunOutcome, TaskBlueprint } from '@conductor/taskflow/kernel';

import { graphOrder } from './leaves.ts';
import type { RandomFlow } from './random-flow.ts';
import type { Fate } from './shape.ts';

/**
 * A reference model: runs a flow with one task at a time, as one would on paper, by recursion over
 * the blueprint. It knows no plan and no counters; what it writes down must be the trace of a run
 * that always obeys the first command.
 */
export function rehearse({ flow, fates }: RandomFlow): string[] {
  const stage = new Rehearsal(fates);
  stage.lines.push(`run-started ${flow.name}@${flow.version}`);
  const body = stage.perform(flow.node, `${flow.name}/${flow.node.name}`);
  stage.lines.push(`run-finished ${stage.end(body)}`);
  return stage.lines;
}

/** A part that has been performed, as far as it got, with what it takes to undo it. */
interface Performed {
  /** What comes after it may go on. */
  readonly done: boolean;
  /** Undoes it, the last first; false when an effect of it stands. */
  readonly undo: () => boolean;
}

class Rehearsal {
  readonly lines: string[] = [];
  readonly #fates: ReadonlyMap<string, Fate>;
  #pivoted = false;
  #turned = false;
  #broken = false;

  constructor(fates: ReadonlyMap<string, Fate>) {
    this.#fates = fates;
  }

  end(body: Performed): RunOutcome {
    if (this.#turned) return body.undo() ? 'REVERTED' : 'FAILURE';
    return this.#broken ? 'FAILURE' : 'SUCCESS';
  }

  perform(node: Blueprint, path: string): Performed {
    switch (node.kind) {
      case 'task':
        return this.#task(node, path);
      case 'linear': {
        const parts: Performed[] = [];
        for (const inner of node.nodes) {
          if (parts.at(-1)?.done !== false) parts.push(this.#inner(inner, path));
        }
        return {
          done: parts.every(({ done }) => done),
          undo: () => parts.toReversed().every(({ undo }) => undo()),
        };
      }
      case 'parallel':
        return this.#byOrder(node.nodes, path, () => new Set());
      case 'graph': {
        const order = graphOrder(node);
        return this.#byOrder(node.nodes, path, (place) => order[place] ?? new Set());
      }
      case 'when': {
        const fate = this.#fateOf(path);
        if (fate.forward === 'is refused') return this.#refuse(path, false);
        this.lines.push(`choice-made ${path} ${fate.arm}`);
        const taken = node.arms[fate.arm];
        return taken === undefined ? nothing : this.#inner(taken, path);
      }
      case 'flow':
        return this.#inner(node.node, path);
      case 'rename':
      case 'inject':
        return this.perform(node.node, path);
    }
  }

  #inner(node: Blueprint, path: string): Performed {
    return this.#turned ? never : this.perform(node, `${path}/${node.name}`);
  }

  /** Always the first in writing that need not wait; back the same way, around what stands. */
  #byOrder(
    nodes: readonly Blueprint[],
    path: string,
    before: (place: number) => ReadonlySet<number>,
  ): Performed {
    const parts = new Map<number, Performed>();
    const isReady = (place: number): boolean =>
      !parts.has(place) && [...before(place)].every((first) => parts.get(first)?.done === true);
    for (;;) {
      const place = [...nodes.keys()].find(isReady);
      const node = nodes[place ?? -1];
      if (place === undefined || node === undefined) break;
      parts.set(place, this.#inner(node, path));
    }
    const undo = (): boolean => {
      const stuck: number[] = [];
      for (const [place, part] of [...parts].reverse()) {
        const isHeld = stuck.some((later) => before(later).has(place));
        if (isHeld || !part.undo()) stuck.push(place);
      }
      return stuck.length === 0;
    };
    return { done: parts.size === nodes.length && [...parts.values()].every((p) => p.done), undo };
  }

  #task(task: TaskBlueprint, path: string): Performed {
    const { forward, revertFails } = this.#fateOf(path);
    if (forward === 'is refused') return this.#refuse(path, task.bestEffort);
    this.lines.push(`task-started ${path}`, endOf(forward, path));
    const done = forward === 'succeeds' || task.bestEffort;
    if (!done) this.#fail();
    else if (forward === 'succeeds' && task.revert === 'irreversible') this.#pivoted = true;
    return { done, undo: () => this.#undo(task, path, forward, revertFails) };
  }

  #undo(
    { revert }: TaskBlueprint,
    path: string,
    forward: Fate['forward'],
    revertFails: boolean,
  ): boolean {
    if (revert === 'nothing') return true;
    if (revert === 'irreversible') return forward === 'fails';
    const end = revertFails ? `revert-failed ${path} (broken)` : `revert-succeeded ${path}`;
    this.lines.push(`revert-started ${path}`, end);
    return !revertFails;
  }

  #refuse(path: string, isTolerated: boolean): Performed {
    this.lines.push(`task-refused ${path} (broken)`);
    if (!isTolerated) this.#fail();
    return { done: isTolerated, undo: () => true };
  }

  #fail(): void {
    if (this.#pivoted) this.#broken = true;
    else this.#turned = true;
  }

  #fateOf(path: string): Fate {
    const fate = this.#fates.get(path.slice(path.lastIndexOf('/') + 1));
    if (fate === undefined) throw new Error(`nobody said what becomes of '${path}'`);
    return fate;
  }
}

const nothing: Performed = { done: true, undo: () => true };
/** What the run never got to. */
const never: Performed = { done: false, undo: () => true };

function endOf(forward: Fate['forward'], path: string): string {
  if (forward === 'succeeds') return `task-succeeded ${path}`;
  return `task-failed ${path} ${forward === 'fails' ? 'failed' : 'unknown'} (broken)`;
}
