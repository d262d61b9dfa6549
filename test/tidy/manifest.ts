import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { files, read } from './tree.ts';

/** What this repository cares about in a package.json. */
export interface Manifest {
  /** From the top of the repository. */
  readonly path: string;
  readonly name: string;
  /** Absent at the top, which is never published. */
  readonly version?: string;
  /** Dependencies and development dependencies, with the range asked for. */
  readonly ranges: readonly (readonly [name: string, range: string])[];
  /** Everything that its files may import. */
  readonly names: ReadonlySet<string>;
}

const Ranges = Type.Optional(Type.Record(Type.String(), Type.String()));

const Schema = Type.Object({
  name: Type.String(),
  version: Type.Optional(Type.String()),
  dependencies: Ranges,
  devDependencies: Ranges,
  peerDependencies: Ranges,
});

/** Every package.json of the workspace. */
export const manifests: readonly Manifest[] = files
  .filter((path) => path === 'package.json' || path.endsWith('/package.json'))
  .map(parse);

/** The package.json that rules a file: the nearest one above it. */
export function manifestOf(path: string): Manifest {
  const above = manifests
    .filter((manifest) => path.startsWith(manifest.path.replace(/package\.json$/, '')))
    .sort((a, b) => b.path.length - a.path.length);
  const [nearest] = above;
  if (nearest === undefined) throw new Error(`No package.json above ${path}.`);
  return nearest;
}

function parse(path: string): Manifest {
  const json = Value.Parse(Schema, JSON.parse(read(path)));
  const ranges = Object.entries({ ...json.dependencies, ...json.devDependencies });
  const names = new Set([
    ...ranges.map(([name]) => name),
    ...Object.keys(json.peerDependencies ?? {}),
  ]);
  const { name, version } = json;
  return { path, name, ranges, names, ...(version === undefined ? {} : { version }) };
}
