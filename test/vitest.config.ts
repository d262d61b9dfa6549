import { defineConfig } from 'vitest/config';

/** Tests that read the source tree rather than run the built doors: one version of Node will do. */
const source = ['tidy.test.ts', 'docs/*.test.ts'];

/** Tests that kill many processes: long, and the same on each version of Node. */
const campaign = ['campaign/*.test.ts'];

export default defineConfig({
  test: {
    // A run that finds no test has failed: somebody moved them.
    passWithNoTests: false,
    expandSnapshotDiff: true,
    projects: [
      {
        test: {
          name: 'behaviour',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', ...source, ...campaign],
        },
      },
      { test: { name: 'campaign', include: campaign, testTimeout: 60_000 } },
      {
        test: {
          name: 'source',
          include: source,
          // Parsing the whole tree takes a slow machine longer than the usual five seconds.
          testTimeout: 30_000,
          typecheck: { enabled: true, include: ['**/*.test-d.ts'], tsconfig: './tsconfig.json' },
        },
      },
    ],
  },
});
