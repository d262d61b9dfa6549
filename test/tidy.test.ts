import ts from 'typescript';
import { expect, test } from 'vitest';
import { brokenArrows, circles } from './tidy/arrows.ts';
import { manifests } from './tidy/manifest.ts';
import { outOfOrder } from './tidy/reading-order.ts';
import { eachNode, files, placeOf, read, root, type Source, sources } from './tidy/tree.ts';

/** What lint cannot say, as it looks at one file at a time. Each rule lists what breaks it. */
const rules: readonly { rule: string; reason: string; broken: () => string[] }[] = [
  {
    rule: 'imports follow the arrows of docs/architecture.md',
    reason: 'each place says what it may know; the reason stands beside each break',
    broken: brokenArrows,
  },
  {
    rule: 'no file imports itself through others, not even for a type',
    reason: 'a circle has no first file to read',
    broken: circles,
  },
  {
    rule: 'each file of the kernel imports only those before it in the list of its index.ts',
    reason: 'read in that order, it never uses what has not been explained yet',
    broken: outOfOrder,
  },
  {
    rule: 'the kernel knows no time, no chance, no machine and no waiting',
    reason: 'the same plan and the same log must give the same commands everywhere',
    broken: () => inKernel.flatMap(impurities),
  },
  {
    rule: 'a file is called by the one thing it holds, in kebab-case',
    reason: 'what is called utils or types holds what nobody found a place for',
    broken: () => files.filter(badlyNamed),
  },
  {
    rule: 'every export of the packages and the examples says what it is',
    reason: 'its doc comment is what an editor shows to those who use it',
    broken: () => documented.flatMap(undocumented),
  },
  {
    rule: 'no comment is wider than the code, which the formatter keeps to 100 characters',
    reason: 'two files fit side by side on a screen',
    broken: () =>
      texts
        .filter(isCode)
        .flatMap((path) => matches(path, /^(?=\s*(\*|\/[/*]))(?!.*https?:).{101}/)),
  },
  {
    rule: 'the top of the repository holds what it held',
    reason: 'a newcomer should see the whole at a glance; tools live in .config',
    broken: () => [...new Set(files.map(topOf))].filter((name) => !top.test(name)),
  },
  {
    rule: 'what two packages depend on comes from the catalog of pnpm-workspace.yaml',
    reason: 'two versions of one package are two classes of one name',
    broken: unequalRanges,
  },
  {
    rule: 'all packages have one version, and CHANGELOG.md a section for it or what follows',
    reason: 'users read one changelog, and look for the version they have installed',
    broken: unequalVersions,
  },
  {
    rule: 'nothing names a path of somebody’s machine',
    reason: 'it would be wrong on every other machine',
    broken: () => texts.flatMap((path) => matches(path, machinePath)),
  },
  {
    rule: 'the lock file names no registry',
    reason: 'everyone installs from the registry that their own npm is set up for',
    broken: () => matches('pnpm-lock.yaml', /tarball:|resolved:|https?:/),
  },
  {
    rule: 'every test runs, and has to pass',
    reason: 'what is passed over or expected to fail is counted with those that keep a promise',
    broken: () => texts.filter(isCode).flatMap((path) => matches(path, passedOver)),
  },
  {
    rule: 'lint is silenced only with a reason',
    reason: 'the next reader cannot know whether the silence is still needed',
    broken: () => texts.filter(isCode).flatMap((path) => matches(path, silenced)),
  },
];

test.each(rules)('$rule', ({ rule, reason, broken }) => {
  expect(broken(), `${rule}, because ${reason}`).toEqual([]);
});

test('the tree was found', () => {
  expect(sources.length, root).toBeGreaterThan(20);
});

const isCode = (path: string): boolean => /\.[jt]s$/.test(path);
const texts = files.filter((path) =>
  /\.([jt]sx?|json|md|ya?ml|html|css|txt|sh)$|\/run$/.test(path),
);
const inKernel = sources.filter(({ path }) => path.startsWith('packages/taskflow/src/kernel/'));
const documented = sources.filter(({ path }) => /^(packages|examples)\/[^/]+\/src\//.test(path));
const top = new RegExp(
  '^(package\\.json|tsconfig\\.json|pnpm-workspace\\.yaml|pnpm-lock\\.yaml|README\\.md|packages|' +
    'examples|docs|test|LICENSE|CONTRIBUTING\\.md|CHANGELOG\\.md|\\..+)$',
);
const machinePath = /(?<![\w.-])\/(home|Users|root|work)\/\w|\b[A-Z]:\\\w/;
const passedOver = /\b(it|test|describe)(\.\w+)*\.(skip|skipIf|runIf|todo|only|fails)\b/;
const silenced = /eslint[-]disable(?!.* --( \S|$))|prettier[-]ignore(?!.* --( \S|$))/;

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function badlyNamed(path: string): boolean {
  const name = path.split('/').at(-1) ?? path;
  if (!isCode(name)) return false;
  const words = /^(utils?|helpers?|common|types?|misc|shared|stuff|constants?|lib|core)\./;
  return words.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)?\.[jt]s$/.test(name);
}

function impurities(source: Source): string[] {
  const globals = ['Date', 'Promise', 'setTimeout', 'console', 'process', 'Intl'];
  const members = ['Math.random', 'toLocaleString', 'localeCompare'];
  const found: string[] = [];
  eachNode(source.ast, (node) => {
    const text = ts.isPropertyAccessExpression(node) ? node.getText() : '';
    const isMember = members.some((name) => text === name || text.endsWith(`.${name}`));
    const waits = node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node);
    const isGlobal = ts.isIdentifier(node) && globals.includes(node.text) && !isOwnName(node);
    if (isMember || waits || isGlobal) found.push(`${placeOf(source, node)}  ${node.getText()}`);
  });
  return found;
}

/** True for `it.process` and `{ process: 1 }`, which are names of our own. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  return isMember || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
}

function undocumented(source: Source): string[] {
  const explained = new Set<string>();
  return source.ast.statements.flatMap((statement) => {
    const flags = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!flags?.some((flag) => flag.kind === ts.SyntaxKind.ExportKeyword)) return [];
    const name = nameOf(statement, source.ast);
    // The signatures of one overloaded function share the comment of the first.
    if (explained.has(name)) return [];
    explained.add(name);
    const comments = ts.getJSDocCommentsAndTags(statement).length;
    return comments > 0 ? [] : [`${placeOf(source, statement)}  ${name}`];
  });
}

function nameOf(statement: ts.Statement, ast: ts.SourceFile): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((one) => one.name.getText(ast)).join(', ');
  }
  const name = ts.getNameOfDeclaration(
    ts.isDeclarationStatement(statement) ? statement : undefined,
  );
  return name?.getText(ast) ?? statement.getText(ast);
}

function unequalRanges(): string[] {
  const uses = manifests.flatMap(({ path, ranges }) =>
    ranges.map(([name, range]) => ({ path, name, range })),
  );
  const shared = uses.filter(({ name }, at) =>
    uses.some((use, i) => use.name === name && i !== at),
  );
  return shared
    .filter(({ range }) => !/^(catalog:|workspace:\*)$/.test(range))
    .map(({ path, name, range }) => `${path}: ${name} ${range}`);
}

function unequalVersions(): string[] {
  const versions = [...new Set(manifests.flatMap(({ version }) => version ?? []))];
  const changelog = read('CHANGELOG.md');
  const missing = ['Unreleased', ...versions].some((name) => changelog.includes(`## [${name}]`))
    ? []
    : ['CHANGELOG.md'];
  return versions.length === 1 ? missing : [...versions, ...missing];
}

function matches(path: string, pattern: RegExp): string[] {
  return read(path)
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}  ${line.trim()}`] : []));
}
