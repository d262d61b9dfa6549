import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** An error of the compiler: where it points, and the whole of what it says. */
export interface Complaint {
  readonly at: string;
  readonly message: string;
}

/**
 * Compiles programs with the options of this repository, each as a file of its own, in this folder
 * but on no disk. Answers with the complaints about each program, in order.
 */
export function complaintsOf(programs: readonly string[]): readonly (readonly Complaint[])[] {
  const files = new Map(
    programs.map((text, index) => [join(folder, `in-memory-${index}.ts`), text] as const),
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

const folder = dirname(fileURLToPath(import.meta.url));

// The whole of what it says: by default it shortens what it quotes.
const options: ts.CompilerOptions = {
  ...optionsOf('../../tsconfig.json'),
  noErrorTruncation: true,
};

function optionsOf(file: string): ts.CompilerOptions {
  const parsed = ts.getParsedCommandLineOfConfigFile(join(folder, file), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }) {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  return parsed?.options ?? {};
}
