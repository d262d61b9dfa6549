import type { Fact } from '../../kernel/index.ts';
import { same } from './check.ts';
import { fact, type JournalCase } from './journal-case.ts';
import { note, type Stage } from './stage.ts';

const values: Readonly<Record<string, unknown>> = {
  nothing: null,
  'both truths': [true, false],
  'numbers of every size': [
    0,
    1,
    -1,
    0.1,
    1e-7,
    1e21,
    -1.5e300,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    Number.EPSILON,
  ],
  // It may come back without its sign.
  'a zero below nothing': -0,
  'strings that look like something else': ['', ' ', 'null', '0', '1e3', 'true', '[]', '{}', 'NaN'],
  'the letters of many': [
    'äöüß',
    'Ελληνικά',
    '漢字',
    'שלום',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    '\u00e9',
    '\u{10ffff}',
  ],
  'letters that are halves of others': ['\ud83d', '\udc69\ud83d', 'a\udfff'],
  'marks that others end a text with': ['\0', 'a\0b', '\n\r\t', '\u2028\u2029', '\ufeff', '\u001f'],
  'marks that others quote with': [
    "'",
    '"',
    '`',
    '\\',
    '\\"',
    '--',
    ';',
    '%_',
    '?',
    ':a',
    '$1',
    '</x>',
  ],
  'empty lists and objects': [[], {}, [[]], [{}], { a: {} }],
  'names of every kind': { '': 1, ' ': 2, ü: 3, '0': 4, '-1': 5, 'a.b': 6, '\0': 7, $: 8 },
  // Written in a literal, this name would set what the object inherits.
  'names that objects have already': [
    JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4}'),
    JSON.parse('{"__proto__":null}'),
    JSON.parse('{"a":{"__proto__":[1]}}'),
  ],
  'an object that looks like a fact': note({ type: 'run-finished', at: 0, outcome: 'SUCCESS' }),
  'a value deep inside others': nested(500),
  'a string of a million letters': 'aü漢👩 '.repeat(160_000),
  'a list of ten thousand': Array.from({ length: 10_000 }, (_, index) => ({ index })),
};

/** Every value of JSON comes back as it was. */
export const valueCases: readonly JournalCase[] = Object.entries(values).map(([name, value]) =>
  fact(`a journal gives back ${name}`, async (stage) => {
    const input = { value };
    const first: Fact = { type: 'run-started', at: 0, run: 'r', flow: 'f', version: 1, input };
    const hold = await stage.hold('r', { facts: [first] });
    const facts = [note(value), note('after')];
    await stage.append(hold, { facts });
    await stage.hasLog('r', [first, ...facts]);
    await stage.ask('r', { type: 'signal', name: 'n', value });
    same('the request', await stage.asked('a'), [{ type: 'signal', name: 'n', value }]);
    await stage.journal.release(hold);
    const claim = await stage.take('b', 'r');
    same('the claimed facts', claim.facts, [first, ...facts]);
    await namesSurvive(stage, name);
  }),
);

/** Names that people give are not values, but go the same way. */
async function namesSurvive(stage: Stage, name: string): Promise<void> {
  const id = `'${name}" ü漢👩 %_?`;
  await stage.hold(id, { flow: id, lock: id, fingerprint: id });
  const record = await stage.record(id);
  const { flow, lock, fingerprint } = record;
  same('the names', { flow, lock, fingerprint }, { flow: id, lock: id, fingerprint: id });
  same('the list', (await stage.journal.list({ flow: id, lock: id })).runs, [record]);
}

function nested(depth: number): unknown {
  let value: unknown = 'inside';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
}
