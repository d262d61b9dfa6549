// Goal: a mistake is an error of the compiler, at the argument that makes it, in words that name
// the culprit; and untyped callers read the same words when the flow is built.
// Method: each case is a text. One program of the compiler checks all of them, and the same texts
// are run.
import { compileFunction } from 'node:vm';
import * as taskflow from '@conductor/taskflow';
import { Type } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';

import { flowCases, groupCases } from './case.ts';
import { complaintsOf } from './compiler.ts';
import type { Complaint } from './compiler.ts';
import * as nodes from './nodes.ts';

const cases = [...groupCases, ...flowCases];
const longFlow = `linear('long', load, ${steps(60).join(', ')})`;
let complaints: readonly (readonly Complaint[])[] = [];

beforeAll(() => {
  complaints = complaintsOf([...cases.map(({ code }) => code), longFlow].map(programOf));
}, 120_000);

describe('the compiler points at the argument and names the culprit when', () => {
  it.each(cases.map((each, index) => ({ ...each, index })))('$fact', ({ index, at, ...words }) => {
    const says = words.compilerSays ?? words.says;
    const there = (complaints[index] ?? []).filter((complaint) => complaint.at === at);
    expect(there, JSON.stringify(complaints[index])).not.toEqual([]);
    expect(there.map(({ message }) => message).join('\n')).toContain(says);
  });
});

describe('an untyped caller reads the same words when', () => {
  it.each(cases)('$fact', ({ code, ...words }) => {
    const says = words.saysAtRunTime ?? words.says;
    const messages = mistakesOf(code);
    expect(messages.map((message) => message.slice(0, says.length))).toContain(says);
  });
});

it('a linear flow of sixty-one tasks, each fed by the one before, compiles', () => {
  expect(complaints.at(-1)).toEqual([]);
});

function programOf(code: string): string {
  return `${head}${code};\n`;
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

/** Builds what the code says, in a flow if it is none, and gives the messages of all mistakes. */
function mistakesOf(code: string): readonly string[] {
  const names = { ...taskflow, ...nodes, Type };
  const whole = code.startsWith('flow(') ? code : `flow({ name: 'around', input }, ${code})`;
  const input = { instanceId: Type.String() };
  const build = compileFunction(`return ${whole}`, [...Object.keys(names), 'input']);
  try {
    Reflect.apply(build, undefined, [...Object.values(names), input]);
  } catch (error) {
    if (error instanceof taskflow.FlowError) return error.mistakes.map(({ message }) => message);
    throw error;
  }
  return [];
}

function steps(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const keys = `requires: { step: 'k${n}' }, provides: { step: 'k${n + 1}' }`;
    return `rename(nodes.advance, { name: 's${n}', ${keys} })`;
  });
}
