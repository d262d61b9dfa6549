import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The top of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One module specifier, wherever it stands: import, re-export, `import()` or `import type`. */
export interface Import {
  readonly specifier: string;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** A TypeScript file of the tree, parsed but not checked. */
export interface Source {
  /** From the top of the repository, with forward slashes. */
  readonly path: string;
  readonly ast: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Every file that is written by hand, as paths from the top of the repository. */
export const files: readonly string[] = walk('');

/** Every TypeScript file. */
export const sources: readonly Source[] = files.filter((path) => path.endsWith('.ts')).map(parse);

/** The text of a file of the tree. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Calls `visit` for a node and everything under it. */
export function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => {
    eachNode(child, visit);
  });
}

/** `path:line` of a node, as editors and terminals like to open it. */
export function placeOf(source: Source, node: ts.Node): string {
  const { line } = source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast));
  return `${source.path}:${line + 1}`;
}

/** The file a relative import leads to, from the top of the repository. */
export function resolve(from: Source, specifier: string): string {
  return relative(root, join(root, dirname(from.path), specifier)).replaceAll('\\', '/');
}

function walk(folder: string): string[] {
  const unwritten = ['node_modules', 'dist', '.git', '.cache', 'docs/api'];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (unwritten.includes(entry.name) || unwritten.includes(path)) return [];
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}

function parse(path: string): Source {
  const ast = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  eachNode(ast, (node) => {
    const found = importOf(node);
    if (found !== undefined) imports.push(found);
  });
  return { path, ast, imports };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    // `import { type X }` still loads the module at run time; only `import type` does not.
    const phase = node.importClause?.phaseModifier;
    return literal(node.moduleSpecifier, phase === ts.SyntaxKind.TypeKeyword);
  }
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, true);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literal(node.arguments[0], false);
  }
  return undefined;
}

function literal(node: ts.Node | undefined, typeOnly: boolean): Import | undefined {
  return node !== undefined && ts.isStringLiteralLike(node)
    ? { specifier: node.text, typeOnly }
    : undefined;
}
