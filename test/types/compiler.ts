import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** An error of the compiler: where it points, and the whole of what it says. */
export interface Complaint {
  readonly at: string;
  readonly message: string;
}

/**
 * Compiles expressions in one program, each as a file of its own, in this folder but on no disk.
 * Answers with the complaints about each expression, in order.
 */
export function complaintsOf(expressions: readonly string[]): readonly (readonly Complaint[])[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = new Map(
    expressions.map((code, index) => [join(folder, `in-memory-${index}.ts`), `${head}${code};\n`]),
  );
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (file) => files.has(file) || disk.fileExists(file);
  host.readFile = (file) => files.get(file) ?? disk.readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = files.get(file);
    return text === undefined
      ? disk.getSourceFile(file, target, ...rest)
      : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((file) => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start = 0, length = 0, messageText }) => ({
      at: source?.text.slice(start, start + length) ?? '',
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}

const head = `
import { flow, graph, inject, linear, parallel, rename, when } from '@conductor/taskflow';
import { Type } from 'typebox';
import * as nodes from './nodes.ts';
const { load, pick, pickAgain, move, stay, report, numbered } = nodes;
const { measure, bill, advance, isLarge, idle } = nodes;
void [flow, graph, inject, linear, parallel, rename, when, Type, load, pick, pickAgain, move, stay];
void [report, numbered, measure, bill, advance, isLarge, idle];
export const made = `;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noErrorTruncation: true,
  noEmit: true,
  skipLibCheck: true,
};
