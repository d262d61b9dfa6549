import type { RevertKind } from './blueprint.ts';
import type { Mistake } from './mistake.ts';
import type { Atom } from './plan.ts';

/**
 * A plan while it is being compiled.
 * The only mutable thing of the compiler; it is thrown away as soon as the plan stands.
 */
export class Draft {
  readonly atoms: AtomDraft[] = [];
  readonly indexOf = new Map<string, number>();
  readonly groups = new Set<string>();
  readonly mistakes: Mistake[] = [];
  slots = 0;

  /** Appends an atom; its index is its place in the order of writing. */
  atom(kind: Atom['kind'], path: string, name: string, revert: RevertKind = 'nothing'): AtomDraft {
    const atom: AtomDraft = {
      kind,
      index: this.atoms.length,
      path,
      name,
      before: [],
      after: [],
      reads: [],
      writes: [],
      revert,
      bestEffort: false,
      remote: false,
      arms: [],
    };
    this.atoms.push(atom);
    if (kind !== 'join') this.indexOf.set(path, atom.index);
    return atom;
  }

  /**
   * Makes every exit precede every entry, through a join where both are many, so that edges add and
   * never multiply.
   */
  connect(exits: readonly AtomDraft[], entries: readonly AtomDraft[], path: string): void {
    if (exits.length > 1 && entries.length > 1) {
      const join = this.gather(exits, path);
      for (const entry of entries) precede(join, entry);
      return;
    }
    for (const exit of exits) for (const entry of entries) precede(exit, entry);
  }

  /** One atom that stands for all of these being done. */
  gather(exits: readonly AtomDraft[], path: string): AtomDraft {
    // A name is never empty, so a path with an empty name in it cannot clash with one of the
    // contributor's.
    const join = this.atom('join', `${path}//${this.atoms.length}`, 'join');
    for (const exit of exits) precede(exit, join);
    return join;
  }
}

/** An {@link Atom} that is still being wired. */
export interface AtomDraft {
  readonly kind: Atom['kind'];
  readonly index: number;
  readonly path: string;
  readonly name: string;
  readonly before: number[];
  readonly after: number[];
  readonly reads: ReadDraft[];
  readonly writes: BindingDraft[];
  readonly revert: RevertKind;
  bestEffort: boolean;
  remote: boolean;
  readonly arms: { from: number; to: number }[];
}

/** An input whose provider may still be unknown. */
export interface ReadDraft {
  readonly name: string;
  slot: number;
  readonly optional: boolean;
  constant?: { readonly value: unknown };
}

/** An output whose slot may still move. */
export interface BindingDraft {
  readonly name: string;
  slot: number;
  readonly inherited: boolean;
}

/**
 * A compiled piece of a flow: where it begins and ends, what it needs from outside and what it
 * gives.
 */
export interface Part {
  readonly name: string;
  readonly entries: readonly AtomDraft[];
  readonly exits: readonly AtomDraft[];
  readonly needs: ReadonlyMap<string, Need>;
  readonly gives: ReadonlyMap<string, Give>;
}

/** A key that is required from outside. */
export interface Need {
  /** The tasks that cannot do without it: nobody else is to blame when it is missing. */
  readonly by: Asker[];
  optional: boolean;
  readonly reads: ReadDraft[];
}

/** A task, and what it calls a key that it requires: a rename may have made it that key. */
export interface Asker {
  readonly task: string;
  readonly input: string;
}

/** A key that is provided. */
export interface Give {
  readonly by: string;
  /** False when it may stay away: a choice, or a best-effort task. */
  readonly certain: boolean;
  slot: number;
  readonly writes: readonly BindingDraft[];
  /** Everybody bound to it so far; they move along when two arms of a choice share one slot. */
  readonly reads: ReadDraft[];
}

function precede(first: AtomDraft, then: AtomDraft): void {
  first.after.push(then.index);
  then.before.push(first.index);
}

/** The binding of a name to a slot. */
export function bindingOf(name: string, slot: number): BindingDraft {
  return { name, slot, inherited: name in Object.prototype };
}
