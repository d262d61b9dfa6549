import { defineConfig } from 'tsup';

// One entry per door of package.json. Splitting keeps one copy of each class, so that
// `instanceof` holds across doors.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'kernel/index': 'src/kernel/index.ts',
    'testing/index': 'src/testing/index.ts',
    'terminal/index': 'src/terminal/index.ts',
    'sqlite/index': 'src/sqlite/index.ts',
    // No door: what the journal on SQLite starts as a thread.
    'sqlite/backup-worker': 'src/sqlite/backup-worker.ts',
  },
  format: 'esm',
  target: 'node22',
  platform: 'node',
  splitting: true,
  // Some modules of Node exist under their `node:` name only.
  removeNodeProtocol: false,
  sourcemap: true,
  dts: true,
  clean: true,
  silent: true,
});
