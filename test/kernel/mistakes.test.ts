import { limits } from '@conductor/taskflow/kernel';
import type {
  Blueprint,
  ChoiceBlueprint,
  FlowBlueprint,
  InjectBlueprint,
  Mistake,
  RenameBlueprint,
} from '@conductor/taskflow/kernel';
import { describe, expect, it } from 'vitest';

import { choice, flow, group, mistakesOf, planOf, task } from './blueprint.ts';

const gives = (name: string, ...provides: readonly string[]): Blueprint => task(name, { provides });
const needs = (name: string, ...requires: readonly string[]): Blueprint => task(name, { requires });
const likes = (name: string, ...optional: readonly string[]): Blueprint => task(name, { optional });
const linear = (...nodes: readonly Blueprint[]): Blueprint => group('linear', 'l', ...nodes);
const parallel = (...nodes: readonly Blueprint[]): Blueprint => group('parallel', 'p', ...nodes);
const graph = (...nodes: readonly Blueprint[]): Blueprint => group('graph', 'g', ...nodes);
const asks = (key: string, ...arms: readonly Blueprint[]): ChoiceBlueprint => ({
  ...choice('c', ...arms),
  requires: [key],
});
const rename = (node: Blueprint, to: Partial<RenameBlueprint>): Blueprint => ({
  ...{ kind: 'rename', name: node.name, requires: {}, provides: {}, ...to },
  node,
});
const inject = (node: Blueprint, values: InjectBlueprint['values']): Blueprint => ({
  ...{ kind: 'inject', name: node.name, values },
  node,
});

/** Each code of a mistake with every way to make it: code, then task, key and message. */
const cases: Readonly<
  Record<string, readonly [code: Mistake['code'], blueprint: FlowBlueprint, ...said: Said[]]>
> = {
  'nobody provides an input': [
    'MISSING_INPUT',
    flow('f', needs('t', 'a')),
    ['t', 'a', "flow 'f' lacks input 'a', needed by 't'"],
  ],
  'two tasks need what nobody provides': [
    'MISSING_INPUT',
    flow('f', parallel(needs('t', 'a'), needs('u', 'a'))),
    ['t', 'a', "flow 'f' lacks input 'a', needed by 't'"],
    ['u', 'a', "flow 'f' lacks input 'a', needed by 'u'"],
  ],
  'a flow inside another does not declare an input': [
    'MISSING_INPUT',
    flow('f', flow('inner', needs('t', 'a')), { requires: ['a'] }),
    ['t', 'a', "flow 'inner' lacks input 'a', needed by 't'"],
  ],
  'a task needs what only a later one provides': [
    'PROVIDED_LATER',
    flow('f', linear(needs('t', 'a'), gives('u', 'a'))),
    ['t', 'a', "in 'l', 't' needs 'a', but it is only provided later"],
  ],
  'a condition asks for what its own arm provides': [
    'PROVIDED_LATER',
    flow('f', asks('a', gives('t', 'a'))),
    ['c', 'a', "in 'c', 'c' needs 'a', but it is only provided later"],
  ],
  'a branch needs what the one beside it provides': [
    'PROVIDED_BESIDE',
    flow('f', parallel(gives('t', 'a'), needs('u', 'a'))),
    ['u', 'a', "in 'p', 'u' needs 'a', but a branch running beside it provides it"],
  ],
  'an arm needs what the other one provides': [
    'PROVIDED_BESIDE',
    flow('f', choice('c', gives('t', 'a'), needs('u', 'a'))),
    ['u', 'a', "in 'c', 'u' needs 'a', but a branch running beside it provides it"],
  ],
  'a task needs what the only arm of a choice provides': [
    'PROVIDED_SOMETIMES',
    flow('f', linear(choice('c', gives('t', 'a')), needs('u', 'a'))),
    ['u', 'a', "in 'l', 'u' needs 'a', which is only provided sometimes"],
  ],
  'a task needs what one of two arms provides': [
    'PROVIDED_SOMETIMES',
    flow('f', graph(needs('u', 'a'), choice('c', gives('t', 'a'), task('v')))),
    ['u', 'a', "in 'g', 'u' needs 'a', which is only provided sometimes"],
  ],
  'a task needs what a best-effort task provides': [
    'PROVIDED_SOMETIMES',
    flow('f', linear(task('t', { provides: ['a'], bestEffort: true }), needs('u', 'a'))),
    ['u', 'a', "in 'l', 'u' needs 'a', which is only provided sometimes"],
  ],
  'both arms provide a key, but one of them by a best-effort task': [
    'PROVIDED_SOMETIMES',
    flow(
      'f',
      linear(
        choice('c', gives('t', 'a'), task('v', { provides: ['a'], bestEffort: true })),
        needs('u', 'a'),
      ),
    ),
    ['u', 'a', "in 'l', 'u' needs 'a', which is only provided sometimes"],
  ],
  'a task needs an input that is declared optional': [
    'PROVIDED_SOMETIMES',
    flow('f', needs('t', 'a'), { optional: ['a'] }),
    ['t', 'a', "in 'f', 't' needs 'a', which is only provided sometimes"],
  ],
  'a task of an inner flow needs an input that is declared optional': [
    'PROVIDED_SOMETIMES',
    flow('f', flow('inner', needs('t', 'a'), { optional: ['a'] }), { requires: ['a'] }),
    ['t', 'a', "in 'inner', 't' needs 'a', which is only provided sometimes"],
  ],
  'two tasks provide one key': [
    'PROVIDED_TWICE',
    flow('f', linear(gives('t', 'a'), gives('u', 'a'))),
    ['u', 'a', "in 'l', 'u' provides 'a', which is already provided"],
  ],
  'two branches provide one key': [
    'PROVIDED_TWICE',
    flow('f', parallel(gives('t', 'a'), gives('u', 'a'))),
    ['u', 'a', "in 'p', 'u' provides 'a', which is already provided"],
  ],
  'a task provides an input of its flow': [
    'PROVIDED_TWICE',
    flow('f', gives('t', 'a'), { requires: ['a'] }),
    ['t', 'a', "in 'f', 't' provides 'a', which is already provided"],
  ],
  'a rename gives two keys one name': [
    'PROVIDED_TWICE',
    flow('f', rename(gives('t', 'a', 'b'), { provides: { a: 'b' } })),
    ['t', 'b', "in 't', 't' provides 'b', which is already provided"],
  ],
  'a branch provides what it needs': [
    'PROVIDED_BY_ITSELF',
    flow('f', parallel(task('t', { requires: ['a'], provides: ['a'] }))),
    ['t', 'a', "in 'p', 't' needs 'a', which it provides itself"],
  ],
  'a node of a graph provides what it needs': [
    'PROVIDED_BY_ITSELF',
    flow('f', graph(task('t', { requires: ['a'], provides: ['a'] }))),
    ['t', 'a', "in 'g', 't' needs 'a', which it provides itself"],
  ],
  'an arm provides what it needs': [
    'PROVIDED_BY_ITSELF',
    flow('f', choice('c', task('t', { requires: ['a'], provides: ['a'] }))),
    ['t', 'a', "in 'c', 't' needs 'a', which it provides itself"],
  ],
  'nothing takes what is injected': [
    'INJECT_UNUSED',
    flow('f', inject(needs('t', 'a'), { a: 1, b: 2 })),
    ['t', 'b', "nothing in 't' needs 'b', so it cannot be injected"],
  ],
  'a rename names inputs and outputs that are not there': [
    'RENAME_UNKNOWN',
    flow('f', rename(task('t'), { requires: { a: 'b' }, provides: { x: 'y' } })),
    ['t', 'a', "'t' requires no 'a', so it cannot be renamed"],
    ['t', 'x', "'t' provides no 'x', so it cannot be renamed"],
  ],
  'two tasks of a flow have one name': [
    'NAME_TWICE',
    flow('f', linear(task('t'), parallel(task('t')))),
    ['t', undefined, "in 'f', the name 't' is used twice"],
  ],
  'a task has the name of a condition': [
    'NAME_TWICE',
    flow('f', linear(choice('t'), parallel(task('t')))),
    ['t', undefined, "in 'f', the name 't' is used twice"],
  ],
  'two groups in one place have one name': [
    'NAME_TWICE',
    flow('f', linear(parallel(task('t')), parallel(task('u')))),
    ['p', undefined, "in 'f/l', the name 'p' is used twice"],
  ],
  'a task has no name': [
    'NAME_INVALID',
    flow('f', linear(task(''))),
    ['', undefined, "in 'f/l', '' is no name: use at least one character and no '/'"],
  ],
  'the name of a group has a slash in it': [
    'NAME_INVALID',
    flow('f', group('linear', 'a/b')),
    ['a/b', undefined, "in 'f', 'a/b' is no name: use at least one character and no '/'"],
  ],
  'the name of a flow has a slash in it': [
    'NAME_INVALID',
    flow('a/b', task('t')),
    ['a/b', undefined, "in 'a/b', 'a/b' is no name: use at least one character and no '/'"],
  ],
  'groups are nested too deep': [
    'LIMIT',
    flow('f', nested(limits.nestingDepth + 1)),
    ['f', undefined, `flow 'f' has nodes nested 101, at most 100 are allowed`],
  ],
};

type Said = readonly [task: string, key: string | undefined, text: string];

describe('a flow is refused when', () => {
  it.each(Object.entries(cases))('%s', (_, [code, blueprint, ...said]) => {
    const wanted = said.map(([who, key, text]) => {
      const mistake = { code, message: `taskflow: ${text}`, task: who };
      return key === undefined ? mistake : { ...mistake, key };
    });
    expect(mistakesOf(blueprint)).toStrictEqual(wanted);
  });
});

describe('the compiler of plans', () => {
  it('reports every mistake at once, from all over the flow', () => {
    const inner = flow('inner', needs('t', 'x'));
    const wrong = linear(inner, needs('late', 'a'), gives('first', 'a'), gives('second', 'a'));
    const codes = mistakesOf(flow('f', parallel(wrong, task('/')))).map(({ code }) => code);
    expect(codes.toSorted()).toEqual([
      'MISSING_INPUT',
      'NAME_INVALID',
      'PROVIDED_LATER',
      'PROVIDED_TWICE',
    ]);
  });

  it('blames nobody for an input that may stay away', () => {
    const uncertain = choice('c', gives('t', 'a'));
    const fine = [
      flow('f', likes('u', 'a')),
      flow('f', linear(likes('u', 'a'), gives('t', 'a'))),
      flow('f', parallel(likes('u', 'a'), gives('t', 'a'))),
      flow('f', linear(uncertain, likes('u', 'a'))),
      flow('f', likes('u', 'a'), { optional: ['a'] }),
      flow('f', choice('c', likes('u', 'a'), gives('t', 'a'))),
    ];
    for (const blueprint of fine) expect(mistakesOf(blueprint)).toEqual([]);
  });

  it('blames only those who cannot do without, where others can', () => {
    const both = parallel(likes('can', 'a'), needs('cannot', 'a'));
    const wrong = [
      flow('f', both),
      flow('f', linear(both, gives('t', 'a'))),
      flow('f', linear(choice('c', gives('t', 'a')), both)),
      flow('f', flow('inner', both, { optional: ['a'] }), { requires: ['a'] }),
    ];
    for (const blueprint of wrong) {
      expect(mistakesOf(blueprint).map((mistake) => mistake.task)).toEqual(['cannot']);
    }
  });

  it('takes names twice where the paths differ and no flow has them twice', () => {
    const inner = (name: string): Blueprint => flow(name, linear(task('t')));
    expect(mistakesOf(flow('f', parallel(inner('a'), inner('b'), task('t'))))).toEqual([]);
  });

  it('takes as many nested nodes as the limit says', () => {
    expect(planOf(flow('f', nested(limits.nestingDepth))).atoms).toHaveLength(1);
  });

  it('counts renames and injections as nesting, too', () => {
    let node: Blueprint = task('t', { requires: ['a'] });
    for (let n = 0; n < 20_000; n++) node = rename(node, {});
    expect(mistakesOf(flow('f', node, { requires: ['a'] }))).toMatchObject([{ code: 'LIMIT' }]);
  });

  it('renames and injects keys that every object has', () => {
    const wise = rename(task('t', { requires: ['constructor'], provides: ['toString'] }), {});
    expect(mistakesOf(flow('f', wise, { requires: ['constructor'] }))).toEqual([]);
  });
});

function nested(depth: number): Blueprint {
  let node: Blueprint = task('t');
  for (let n = 0; n < depth; n++) node = group('linear', `l${n}`, node);
  return node;
}
