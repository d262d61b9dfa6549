/**
 * Where something is, for a sentence about it: the key that holds it, and the path from there; `it`
 * when it is the whole.
 */
export function placeOf([key, ...path]: readonly string[]): string {
  if (key === undefined) return 'it';
  return path.length > 0 ? `'${cut(key)}' at /${cut(path.join('/'))}` : `'${cut(key)}'`;
}

/** What is longer than a line is not read, and may be as long as its writer likes. */
function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 100;
