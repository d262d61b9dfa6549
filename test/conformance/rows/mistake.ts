import { linear, parallel, rename, when } from '@conductor/taskflow';
import type { Row } from '../row.ts';

/** What is refused before anything runs. */
export const mistakeRows: readonly Row[] = [
  {
    // TaskFlow names the argument, x, where it looks for p; here the mistake has both.
    id: 'V01',
    fact: 'every key that is missing is named, with the task and what the task calls it',
    input: { y: 1 },
    node: ({ step, loose }) =>
      linear(
        'l',
        loose('t', { takes: ['x', 'y'] }),
        rename(step('u', { takes: ['x', 'y', 'z'] }), { requires: { x: 'p', z: 'p' } }),
        rename(step('v', { takes: ['x', 'y'] }), { name: 'w', requires: { y: 'p' } }),
      ),
    mistakes: [
      "flow 'f' lacks input 'x', needed by 't'",
      "flow 'f' lacks input 'x', needed by 'w'",
      "flow 'f' lacks input 'p', needed by 'u' (its x, z)",
      "flow 'f' lacks input 'p', needed by 'w' (its y)",
    ],
  },
  {
    id: 'V03',
    fact: 'a later task cannot feed an earlier one',
    node: ({ loose }) => linear('l', loose('b', { takes: ['x'] }), loose('a', { gives: { x: 1 } })),
    mistakes: ["in 'l', 'b' needs 'x', but it is only provided later"],
  },
  {
    id: '3.before',
    fact: 'who can do without a key is not to blame when it is missing',
    node: ({ loose }) =>
      linear('l', loose('o', { maybe: ['x'] }), loose('t', { takes: ['x'] }), loose('p')),
    mistakes: ["flow 'f' lacks input 'x', needed by 't'"],
  },
  {
    id: '3.before',
    fact: 'who can do without a key is not to blame when it is provided sometimes',
    node: ({ loose, ask }) =>
      linear(
        'l',
        when(ask('go', true), loose('a', { gives: { x: 1 } })),
        parallel('p', loose('o', { maybe: ['x'] }), loose('t', { takes: ['x'] })),
      ),
    mistakes: ["in 'l', 't' needs 'x', which is only provided sometimes"],
  },
  {
    id: '3.before',
    fact: 'branches beside one another cannot feed one another',
    node: ({ loose }) =>
      parallel('p', loose('b', { takes: ['x'] }), loose('a', { gives: { x: 1 } })),
    mistakes: ["in 'p', 'b' needs 'x', but a branch running beside it provides it"],
  },
  {
    id: '3.before',
    fact: 'two tasks of one name, and one task twice, are refused',
    node: ({ loose }) => {
      const twice = loose('twice');
      return linear('l', loose('a'), parallel('p', loose('a'), twice), twice);
    },
    mistakes: ["in 'f', the name 'a' is used twice", "in 'f', the name 'twice' is used twice"],
  },
  {
    id: '3.before',
    fact: 'mistakes of several kinds are found together',
    node: ({ loose }) =>
      linear(
        'l',
        loose('a', { takes: ['none'] }),
        loose('a', { gives: { x: 1 } }),
        loose('b', { gives: { x: 2 } }),
      ),
    mistakes: [
      "in 'f', the name 'a' is used twice",
      "in 'l', 'b' provides 'x', which is already provided",
      "flow 'f' lacks input 'none', needed by 'a'",
    ],
  },
  {
    id: '3.before',
    fact: 'a run whose input lacks keys starts nothing and tells all of them',
    input: { y: 1 },
    declares: ['x', 'y', 'z'],
    node: ({ step }) => step('a', { takes: ['x', 'y', 'z'], tells: true }),
    problems: ["'x' is missing", "'z' is missing"],
  },
  {
    id: '3.before',
    fact: 'a run whose input has a key too many starts nothing',
    input: { x: 1, y: 2 },
    declares: ['x'],
    node: ({ step }) => step('a', { takes: ['x'], tells: true }),
    problems: ["'y' is not declared"],
  },
];
