import { read, resolve, sources } from './tree.ts';

const kernel = 'packages/taskflow/src/kernel/';

/** What the kernel's list leaves out or has too many of, and every import of a later file. */
export function outOfOrder(): string[] {
  const order = listed();
  const files = sources.filter(({ path }) => path.startsWith(kernel) && nameOf(path) !== 'index');
  const names = files.map(({ path }) => nameOf(path));
  const unlisted = names.filter((name) => !order.includes(name));
  const missing = order.filter((name) => !names.includes(name));
  const backward = files.flatMap((source) => {
    const place = order.indexOf(nameOf(source.path));
    return source.imports
      .map(({ specifier }) => nameOf(resolve(source, specifier)))
      .filter((name) => order.indexOf(name) >= place)
      .map((name) => `${source.path} imports ${name}, which is read later`);
  });
  return [
    ...unlisted.map((name) => `${name} is not in the list`),
    ...missing.map((name) => `${name} is in the list, but is no file`),
    ...backward,
  ];
}

/** The names that the head of the kernel's index lists, first to read first. */
function listed(): string[] {
  const [, list = ''] = /Reading order: ([^.]*)\./.exec(read(`${kernel}index.ts`)) ?? [];
  return list
    .replaceAll('*', ' ')
    .split(',')
    .map((name) => name.trim());
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '');
}
