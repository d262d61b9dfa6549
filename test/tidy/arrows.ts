import { manifestOf } from './manifest.ts';
import { type Import, resolve, type Source, sources } from './tree.ts';

/** What the files of one place may import; the first place that holds a file rules it. */
interface Place {
  /** The start of the paths it holds. */
  readonly place: string;
  /** Packages, `node:` modules, or 'declared' for all that its package.json names. */
  readonly packages: readonly string[];
  /** Packages of which only types may be taken. */
  readonly types?: readonly string[];
  /** The starts of the paths that relative imports may lead to; by default the place itself. */
  readonly within?: readonly string[];
  /** Exceptions to `within`. */
  readonly except?: readonly string[];
  readonly reason: string;
}

const library = 'packages/taskflow/src/';
const doors = [`${library}testing/`, `${library}terminal/`, `${library}sqlite/`];

const places: readonly Place[] = [
  {
    place: `${library}kernel/`,
    packages: [],
    reason: 'the kernel decides from facts alone, so it must give the same answer on any machine',
  },
  {
    place: `${library}testing/`,
    packages: [],
    within: [library],
    except: [`${library}terminal/`, `${library}sqlite/`],
    reason: 'test support hands cases back as data, so that it depends on no test runner',
  },
  {
    place: `${library}terminal/`,
    packages: ['node:util', 'log-update'],
    within: [library],
    except: [`${library}testing/`, `${library}sqlite/`],
    reason: 'what only a terminal needs must not reach those who never open this door',
  },
  {
    place: `${library}sqlite/`,
    packages: ['node:fs', 'node:os', 'node:path', 'node:sqlite', 'node:worker_threads'],
    within: [library],
    except: [`${library}testing/`, `${library}terminal/`],
    reason: 'a journal stores facts; how runs are tested or shown is not its business',
  },
  {
    place: library,
    packages: ['ajv', 'ajv-formats', 'eventemitter3', 'is-network-error', 'p-retry'],
    types: ['typebox'],
    except: doors,
    reason: 'the main door knows no storage, no vendor, no terminal and no test support',
  },
  {
    place: 'packages/',
    packages: ['declared'],
    within: [],
    reason: 'the configuration of a package leaves the sources of the others alone',
  },
  ...['examples/stop-instance/', 'test/bench/', 'test/'].map((place) => ({
    place,
    packages: ['declared', 'node:'],
    reason: 'what users cannot import proves nothing to them: take published names instead',
  })),
];

/** Every import that points where its place may not look, with the reason of that place. */
export function brokenArrows(): string[] {
  return sources.flatMap((source) => {
    const place = places.find((candidate) => source.path.startsWith(candidate.place));
    if (place === undefined) return [`${source.path}: no place of the table holds this file`];
    return source.imports
      .filter((wanted) => !allowed(place, source, wanted))
      .map(({ specifier }) => `${source.path} imports '${specifier}': ${place.reason}`);
  });
}

/** Every circle of imports, as the path that leads back to its start; types count too. */
export function circles(): string[] {
  const edges = new Map(sources.map((source) => [source.path, relatives(source)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
}

function relatives(source: Source): string[] {
  return source.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => resolve(source, specifier));
}

function allowed(place: Place, source: Source, { specifier, typeOnly }: Import): boolean {
  if (specifier.startsWith('.')) {
    const target = resolve(source, specifier);
    const within = place.within ?? [place.place];
    const excepted = place.except?.some((path) => target.startsWith(path)) ?? false;
    return within.some((path) => target.startsWith(path)) && !excepted;
  }
  const name = packageOf(specifier);
  if (place.packages.includes(name)) return true;
  if (typeOnly && place.types?.includes(name) === true) return true;
  if (specifier.startsWith('node:')) return place.packages.includes('node:');
  return place.packages.includes('declared') && manifestOf(source.path).names.has(name);
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
