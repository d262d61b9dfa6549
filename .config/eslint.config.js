// What lint keeps. Everything that looks at more than one file is kept by test/tidy.test.ts.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const source = ['packages/*/src/**/*.ts', 'examples/*/src/**/*.ts'];
const configs = ['**/*.config.ts', '.config/eslint.config.js'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', 'docs/api/']),
  {
    name: 'every TypeScript file',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // A default that only proves the switch complete (never) is welcome beside all its cases.
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/prefer-readonly': 'error',

      // Numbers read well inside a template; everything else that is no string is a mistake there.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `run(async () => …)`: an async function may be async only because its type says so.
      '@typescript-eslint/require-await': 'off',
      // Both `interface` and `type` have their place: a record of fields, and a union of them.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `() => emitter.emit(…)` says what it does; braces around it would only add two lines.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Keys that come from data (task names) are read with brackets, and so may be literal ones.
      '@typescript-eslint/dot-notation': 'off',
      // An index signature names its key: `[task: string]` says more than `Record<string, …>`.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // To the types that check a flow, `{}` is the record without keys: what an empty flow
      // provides.
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // A parameter that is used once still tells the compiler what to infer.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A task that provides nothing may return nothing: `Result | void` is what it promises.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // A listener that hears nothing, a revert that undoes nothing: an empty function is a value.
      '@typescript-eslint/no-empty-function': 'off',

      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    name: 'budgets of source files',
    files: source,
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
    },
  },
  {
    name: 'budgets of tests',
    files: ['test/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    name: 'the one place that casts',
    files: ['packages/taskflow/src/trust.ts'],
    rules: {
      // What a schema has checked at run time has a static type that the compiler cannot deduce.
      // Every such step is a named function of this file, with the check that earns the trust.
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
    },
  },
  {
    name: 'what prints: programs, and the logger that a run has when it was given none',
    files: ['examples/*/src/**/*.ts', 'test/bench/**/*.ts', 'packages/taskflow/src/log.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'plain JavaScript: the ground itself, which runs before anything is installed',
    files: ['**/*.js'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
    },
  },
  {
    name: 'configuration',
    files: configs,
    // The tools that read these files look for a default export.
    rules: { 'no-restricted-exports': 'off' },
  },
);
