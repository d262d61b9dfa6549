// Brings a clone to the point where its programs can run: installed, and built.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { start } from './child.js';
import { commandOf, environmentFor, hasNodes, nodes, root } from './place.js';
import { filesUnder, fingerprint, isStamped, stamp } from './stamp.js';

/** The one pnpm that reads and writes the lock file. */
export const pnpm = ['--yes', 'pnpm@12.21.0'];

const doors = join(root, 'packages', 'taskflow');
const dist = join(doors, 'dist', 'index.js');

/** Installs what the lock file says; `needed` is false when that is what is installed. */
export const install = {
  name: 'install',
  announce: 'from the lock file, with three versions of Node (half a minute the first time)',
  needed: () => !isStamped('install', installPrint()) || !hasNodes(),
  async run() {
    stamp('install');
    // As in CI: pnpm asks no question that nobody could answer here.
    const options = { env: { ...process.env, CI: 'true' }, capture: true };
    const result = await start('npx', [...pnpm, 'install', '--frozen-lockfile'], options);
    if (result.code === 0 && !hasNodes()) {
      return { code: 1, output: `${result.output}\n${help}The Node binaries did not arrive.` };
    }
    if (result.code !== 0) return { ...result, output: `${result.output}\n${help}` };
    stamp('install', installPrint());
    return { ...result, detail: 'from the lock file' };
  },
};

/** Builds the doors of the library; `needed` is false when its sources are those of `dist`. */
export const build = {
  name: 'build',
  announce: 'packages/taskflow',
  needed: () => !isStamped('build', buildPrint()) || !existsSync(dist),
  async run() {
    stamp('build');
    const print = buildPrint();
    const options = { cwd: doors, env: environmentFor(24), capture: true };
    const result = await start(nodes[24], [commandOf('tsup')], options);
    if (result.code === 0) stamp('build', print);
    return { ...result, detail: 'packages/taskflow' };
  },
};

const help = `
The install failed. It needs the npm registry (the one in your npm configuration) and about
850 MB of disk. If package.json or pnpm-workspace.yaml was edited, bring the lock file up to date:
  npx ${pnpm.join(' ')} install
and commit pnpm-lock.yaml with the edit.
`;

function installPrint() {
  const manifests = ['packages', 'examples', 'test']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => basename(file) === 'package.json');
  const top = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'];
  const files = [...top.map((name) => join(root, name)), ...manifests];
  return fingerprint(files, process.platform, process.arch);
}

function buildPrint() {
  const shared = ['tsconfig.json', 'pnpm-lock.yaml'].map((name) => join(root, name));
  const own = ['src', 'package.json', 'tsconfig.json', 'tsup.config.ts'];
  const files = own.flatMap((name) => filesUnder(join(doors, name)));
  return fingerprint([...shared, ...files]);
}
