import type { Flow } from '../authoring/flow.ts';
import { DeclarationError, FlowUnknownError } from '../errors.ts';
import { fingerprint } from '../kernel/index.ts';
import type { RunKind } from '../journal/journal.ts';
import { kindOf } from '../journal/kind.ts';

/** The flows that a conductor runs, by name and version. */
export class FlowBook {
  /** What a journal may give this conductor. */
  readonly kinds: readonly string[];
  readonly #versions = new Map<string, Map<number, Flow>>();

  /** @throws {DeclarationError} when two flows have one name and version. */
  constructor(flows: readonly Flow[]) {
    for (const flow of flows) {
      const versions = this.#versions.get(flow.name) ?? new Map<number, Flow>();
      if (versions.has(flow.version)) {
        const problem = `is registered twice in version ${flow.version}`;
        throw new DeclarationError(flow.name, problem);
      }
      versions.set(flow.version, flow);
      this.#versions.set(flow.name, versions);
    }
    this.kinds = flows.map(({ name: flow, version, plan }) =>
      kindOf({ flow, version, fingerprint: fingerprint(plan) }),
    );
  }

  /**
   * The highest version of a flow.
   *
   * @throws {FlowUnknownError} when there is no flow of this name.
   */
  latest(name: string): Flow {
    const versions = [...(this.#versions.get(name)?.values() ?? [])];
    const [first, ...others] = versions;
    if (first === undefined) throw new FlowUnknownError(name, undefined, this.#known());
    return others.reduce((best, flow) => (flow.version > best.version ? flow : best), first);
  }

  /**
   * One version of a flow.
   *
   * @throws {FlowUnknownError} when it is not registered.
   */
  get(name: string, version: number): Flow {
    const flow = this.#versions.get(name)?.get(version);
    if (flow === undefined) throw new FlowUnknownError(name, version, this.#known());
    return flow;
  }

  /** Why runs of a kind cannot go on here; undefined when they can. */
  problemWith(kind: RunKind): string | undefined {
    if (this.kinds.includes(kindOf(kind))) return undefined;
    const { flow, version } = kind;
    const known = this.#versions.get(flow);
    if (known === undefined) return `flow '${flow}' is not registered: register it`;
    if (!known.has(version)) {
      return `flow '${flow}' is not registered in version ${version}: register that one, too`;
    }
    return (
      `flow '${flow}' has changed under version ${version}: register it as it was, ` +
      `and the changed one under a higher version`
    );
  }

  #known(): string[] {
    const all = [...this.#versions.values()].flatMap((versions) => [...versions.values()]);
    return all.map(({ name, version }) => `${name}@${version}`);
  }
}
