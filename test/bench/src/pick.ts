/**
 * The words of a list with commas between them, all words when there is no list. Throws an Error
 * that names a word which is none of them.
 */
export function pick<Word extends string>(
  list: string | undefined,
  words: readonly Word[],
): Word[] {
  if (list === undefined) return [...words];
  return list.split(',').map((wanted) => {
    const word = words.find((known) => known === wanted);
    if (word === undefined) throw new Error(`${wanted} is none of ${words.join(', ')}`);
    return word;
  });
}
