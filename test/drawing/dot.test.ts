// Goal: what a flow looks like in DOT. Method as in mermaid.test.ts.
import { flow, linear, toDot } from '@conductor/taskflow';
import { expect, it } from 'vitest';

import { chosen, forked, marked, step } from './flows.ts';

it('marks the pivot, the receiver and the task that may fail', () => {
  check(
    toDot(marked),
    `
  n1 [label="marked v3", shape=oval]
  subgraph cluster_n2 {
    label="all"
    n3 [label="tell", style="rounded,filled,dashed"]
    n4 [label="power-off\\nat its receiver\\nirreversible", peripheries=2, penwidth=3]
  }
  n5 [label="done", shape=oval]
  n1 -> n3
  n3 -> n4
  n4 -> n5
}
`,
  );
});

it('opens parallel branches at one gate and closes them at another', () => {
  check(
    toDot(forked),
    `
  n1 [label="forked v1", shape=oval]
  subgraph cluster_n2 {
    label="all"
    n3 [label="before"]
    subgraph cluster_n4 {
      label="both"
      n5 [label="", shape=circle, width=0.15, fillcolor=gray40, color=gray40]
      n6 [label="left"]
      n7 [label="right"]
      n8 [label="", shape=circle, width=0.15, fillcolor=gray40, color=gray40]
    }
    n9 [label="after"]
  }
  n10 [label="done", shape=oval]
  n1 -> n3
  n3 -> n5
  n5 -> n6
  n5 -> n7
  n6 -> n8
  n7 -> n8
  n8 -> n9
  n9 -> n10
}
`,
  );
});

it('draws a choice as a diamond whose arms say yes and no', () => {
  check(
    toDot(chosen),
    `
  n1 [label="chosen v1", shape=oval]
  subgraph cluster_n2 {
    label="all"
    n3 [label="has-disk", shape=diamond, style=filled]
    n4 [label="flush"]
    n5 [label="is-last", shape=diamond, style=filled]
    n6 [label="close"]
    n7 [label="go-on"]
  }
  n8 [label="done", shape=oval]
  n1 -> n3
  n3 -> n4 [label="yes"]
  n3 -> n5 [label="no"]
  n4 -> n5
  n5 -> n6 [label="yes"]
  n5 -> n7 [label="no"]
  n6 -> n8
  n7 -> n8
}
`,
  );
});

it('colours each task by what a run did with it', () => {
  const drawing = toDot(marked, new Map([['marked/all/tell', 'tolerated']] as const));
  const colours = 'fillcolor="#fef3c7", color="#d97706", fontcolor="#111827"';
  expect(drawing).toContain(`n3 [label="tell", style="rounded,filled,dashed", ${colours}]`);
});

it('keeps quotes, backslashes, entities and line breaks of a name out of the syntax', () => {
  const drawing = toDot(flow({ name: 'x' }, linear('all', step('a"b\\N&lt;\n]'))));
  expect(drawing).toContain(String.raw`n3 [label="a\"b\\N&amp;lt; ]"]`);
});

/** Compares what follows the lines that every drawing begins with. */
function check(drawing: string, expected: string): void {
  const [head, ...lines] = drawing.split('\n');
  expect(head).toMatch(/^digraph "\w+" \{$/u);
  expect(lines.slice(3).join('\n').trim()).toBe(expected.trim());
}
