// Where things are. Everything is derived from this file's own place in the repository.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Stamps, packed packages and test reports; deleting it costs one build. */
export const cache = join(root, 'node_modules', '.cache', 'conduct');

const binary = process.platform === 'win32' ? 'node.exe' : 'node';

/** The Node versions of this repository: all come from the lock file, none from the machine. */
export const nodes = {
  24: join(root, 'node_modules', 'node', 'bin', binary),
  22: join(root, 'test', 'runtimes', 'node_modules', 'node22', 'bin', binary),
  26: join(root, 'test', 'runtimes', 'node_modules', 'node26', 'bin', binary),
};

/** False when one of the Node binaries is missing, which an interrupted install leaves behind. */
export function hasNodes() {
  return Object.values(nodes).every((file) => existsSync(file));
}

/** The JavaScript file behind a command of an installed package, so that any Node can run it. */
export function commandOf(packageName, command = packageName, from = root) {
  const home = join(from, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return join(home, typeof bin === 'string' ? bin : bin[command]);
}

/** The environment in which the given version is the only `node` a child can find. */
export function environmentFor(version) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [join(nodes[version], '..'), process.env[key] ?? ''].join(delimiter);
  return { ...process.env, [key]: path };
}
